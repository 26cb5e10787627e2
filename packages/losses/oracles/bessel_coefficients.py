"""Prints the polynomials of besselLadder.ts, exactly, from the recurrence of Debye's expansion (DLMF 10.41.9).

    python bessel_coefficients.py
"""

from fractions import Fraction as F


def add(*polynomials):
    total = {}
    for polynomial in polynomials:
        for power, c in polynomial.items():
            total[power] = total.get(power, 0) + c
    return {power: c for power, c in sorted(total.items()) if c}


def times(a, b):
    return add(*({i + j: x * y} for i, x in a.items() for j, y in b.items()))


def scaled(a, factor):
    return {power: c * factor for power, c in a.items()}


def slope(a):
    return {power - 1: c * power for power, c in a.items() if power}


def integral(a):
    return {power + 1: c / F(power + 1) for power, c in a.items()}


def without_one_minus_t(a):
    quotient, total = {}, F(0)
    for power in range(max(a)):
        total += a.get(power, F(0))
        quotient[power] = total
    assert total + a[max(a)] == 0
    return {power: c for power, c in quotient.items() if c}


u = [{0: F(1)}]
for _ in range(3):
    u.append(add(times({2: F(1, 2), 4: F(-1, 2)}, slope(u[-1])), scaled(integral(times({0: F(1), 2: F(-5)}, u[-1])), F(1, 8))))

# The logarithm of the series: D_k = u_k - 1/k sum_{j < k} j D_j u_{k - j}.
D = [{}]
for k in range(1, 4):
    D.append(add(u[k], *(scaled(times(D[j], u[k - j]), F(-j, k)) for j in range(1, k))))

for k in range(1, 4):
    height = add(D[k], {0: -sum(D[k].values())})
    excess = add(times({1: F(1), 3: F(-1)}, slope(D[k])), height)
    print(f"k = {k}")
    for name, polynomial in [
        ("t D'", times({1: F(1)}, slope(D[k]))),
        ("(D - D(1)) / (1 - t)", without_one_minus_t(height)),
        ("E / (1 - t)", without_one_minus_t(excess)),
        ("E'", slope(excess)),
    ]:
        print(f"  {name:22}", {power: str(c) for power, c in polynomial.items()})
