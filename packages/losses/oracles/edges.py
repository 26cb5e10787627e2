"""Writes edges/*.json: values, first and second derivatives of the functions of this package on grids over the range of float32.

    python edges.py [name ...]          (numpy and mpmath)

Each function is a sum of terms of float32 numbers, in 300 digits (1e38² + 1e-38² and the steps of second derivatives take 210). Its derivatives are central differences in so small steps that 30 digits stay right.
Beside every number stands the error that is allowed to it: tolerance · Σ |terms| + 4 Σ ulp(x) |∂/∂x|, where the terms of a derivative are those of the
derivatives of the terms, and the tolerance is 1e-5 for values, 1e-4 for first and 1e-3 for second derivatives. Terms are those of the form without
cancellation: of a divergence they are not negative.

What is left out: second derivatives (`second=False`) of full covariances, of estimates by samples, of what is linear in its arguments, of wide cases with
too many numbers for 40 kB; concentrations below 1e-12, where
polygamma functions leave float32; log-scales beyond 1e8 and logits beyond 1e8 where exponents cancel (`keep`); errors beyond 1e12 of `gaussianOptimalSigmaNll`,
whose fourth powers leave float32; and of matrices, mixtures of color pixels and tables all but a moderate range (the kinds "entry", "covariance", "small…").
Tests do not look at derivatives where the value is above 1e37. The terms of `categoricalNll` are those of its formula, which cancel.

A `call` is a list of arguments; "$name" stands for the tensor of that name. `widths` are the last axes of the tensors, `[points, width]`; 0 is `[points]`.
"""

import itertools
import json
import math
import sys
from pathlib import Path

import mpmath as mp
import numpy as np

mp.mp.dps = 300
STEP = mp.mpf(10) ** -28
LARGEST = float(np.finfo(np.float32).max)
TOLERANCES = (1e-5, 1e-4, 1e-3)
log, gamma, psi = mp.log, mp.loggamma, mp.digamma
half = mp.mpf(1) / 2


def exp(x):
    """exp(x) as far as mpmath's exponents go, continued by a polynomial."""
    if abs(x) < 1e9:
        return mp.exp(x)
    u = x - 10**9
    return mp.exp(10**9) * (1 + u + u**2 / 2 + u**3 / 6) if x > 0 else mp.mpf(0)


def expm1(x):
    return mp.expm1(x) if abs(x) < 1 else exp(x) - 1


# ---- numbers ---------------------------------------------------------------------------------------------------------------------------------
def ulp(x):
    return mp.mpf(float(np.spacing(np.float32(abs(x)))) if x else 0)


def exact(x):
    x = float(np.float32(x))
    return int(x) if x == int(x) and abs(x) < 1e9 else float(str(np.float32(x)))


def rounded(value, digits):
    """A plain number; what float32 does not hold is 1e39, and what is far below it 0."""
    if abs(value) > LARGEST:
        return 1e39 if value > 0 else -1e39
    number = float(mp.nstr(value, digits)) if abs(value) > mp.mpf(10) ** -45 else 0.0
    return int(number) if number == int(number) and abs(number) < 1e6 else number


# ---- derivatives -----------------------------------------------------------------------------------------------------------------------------
class Derivatives:
    """Central differences of all terms of a function around a point, each evaluated once."""

    def __init__(self, terms, point):
        self.point, self.known = [mp.mpf(float(x)) for x in point], {}
        self.terms = terms(*self.point) if getattr(terms, "of_point", False) else terms
        self.steps = [abs(x) * STEP if x else mp.mpf(10) ** -30 for x in self.point]

    def at(self, shift):
        if shift not in self.known:
            self.known[shift] = self.terms(*(x + k * h for x, k, h in zip(self.point, shift, self.steps)))
        return self.known[shift]

    def terms_of(self, order, shift=None):
        """The derivative of each term in the arguments that `order` lists."""
        shift = shift or (0,) * len(self.point)
        if not order:
            return self.at(shift)
        first, *others = order
        up, down = (tuple(k + (d if i == first else 0) for i, k in enumerate(shift)) for d in (1, -1))
        return [(a - b) / (2 * self.steps[first]) for a, b in zip(self.terms_of(others, up), self.terms_of(others, down))]

    def value_and_error(self, order):
        terms = self.terms_of(order)
        slack = 4 * sum(ulp(float(x)) * abs(sum(self.terms_of([i, *order]))) for i, x in enumerate(self.point) if x)
        return sum(terms), TOLERANCES[len(order)] * sum(map(abs, terms)) + slack


# ---- grids -----------------------------------------------------------------------------------------------------------------------------------
rng = None


def magnitudes(n, low, high):
    return 10 ** rng.uniform(low, high, n)


def signs(n):
    return rng.choice([-1, 1], n)


KINDS = {
    # (everything, moderate, whole): n numbers of each.
    "real": (lambda n: signs(n) * magnitudes(n, -38, 38), lambda n: signs(n) * magnitudes(n, -4, 1.5), lambda n: rng.integers(-9, 10, n)),
    "logScale": (lambda n: signs(n) * np.where(rng.random(n) < 0.85, magnitudes(n, -38, 2.4), magnitudes(n, 2, 38)), lambda n: signs(n) * magnitudes(n, -4, 1.2), lambda n: rng.integers(-6, 7, n)),
    "logit": (lambda n: signs(n) * magnitudes(n, -38, 38), lambda n: signs(n) * magnitudes(n, -3, 2), lambda n: rng.integers(-20, 21, n)),
    "positive": (lambda n: magnitudes(n, -37, 37), lambda n: magnitudes(n, -3, 3), lambda n: rng.integers(1, 40, n)),
    "concentration": (lambda n: magnitudes(n, -12, 18), lambda n: magnitudes(n, -3, 4), lambda n: rng.integers(1, 40, n)),
    "count": (lambda n: np.floor(magnitudes(n, -0.5, 7)), lambda n: np.floor(magnitudes(n, -0.5, 3)), lambda n: rng.integers(0, 40, n)),
    "unit": (lambda n: np.where(rng.random(n) < 0.5, magnitudes(n, -38, 0), 1 - magnitudes(n, -7, -0.1)), lambda n: rng.random(n), lambda n: rng.integers(0, 2, n)),
    "bit": (lambda n: rng.integers(0, 2, n),) * 3,
    "probability": (lambda n: magnitudes(n, -30, 0), lambda n: rng.random(n), lambda n: rng.integers(1, 9, n)),
    "degrees": (lambda n: signs(n) * magnitudes(n, -38, 1.6), lambda n: signs(n) * magnitudes(n, -2, 1), lambda n: rng.integers(-4, 9, n)),
    "negative": (lambda n: -magnitudes(n, -38, 38), lambda n: -magnitudes(n, -4, 2), lambda n: -rng.integers(1, 80, n)),
    # Of matrices and of mixtures of pixels, whose parts are products of several numbers.
    "entry": (lambda n: signs(n) * magnitudes(n, -6, 6), lambda n: signs(n) * magnitudes(n, -1, 1), lambda n: signs(n) * rng.integers(1, 9, n)),
    "covariance": (lambda n: magnitudes(n, -6, 6), lambda n: magnitudes(n, -1, 1), lambda n: rng.integers(1, 30, n)),
    "smallReal": (lambda n: signs(n) * magnitudes(n, -30, 3), lambda n: signs(n) * magnitudes(n, -4, 1), lambda n: rng.integers(-9, 10, n)),
    "smallScale": (lambda n: signs(n) * magnitudes(n, -30, 1.2), lambda n: signs(n) * magnitudes(n, -4, 1), lambda n: rng.integers(-6, 7, n)),
    "smallLogit": (lambda n: signs(n) * magnitudes(n, -30, 3), lambda n: signs(n) * magnitudes(n, -3, 1.3), lambda n: rng.integers(-20, 21, n)),
    "grid": (lambda n: np.float32(rng.integers(0, 256, n) / 255),) * 2 + (lambda n: rng.integers(0, 2, n),),
}


def grid(kinds, pairs, counts, extra=()):
    """Points of float32: everything, moderate, near pairs, whole."""
    wide, moderate, near, whole = counts
    columns = [np.concatenate([KINDS[kind][0](wide), KINDS[kind][1](moderate + near), KINDS[kind][2](whole)]) for kind in kinds]
    points = np.float32(np.stack(columns, 1))
    rows = slice(wide + moderate, wide + moderate + near)
    for first, second in pairs:
        apart = np.float32(1 + signs(near) * magnitudes(near, -6.9, -0.7))
        points[rows, second] = points[rows, first] * apart
    return [*points, *(np.float32(point) for point in extra)]


# ---- the file of a function ------------------------------------------------------------------------------------------------------------------
cases = {}


def case(name, arguments, terms, *, call=None, function=None, pairs=(), counts=(40, 40, 30, 20), extra=(), keep=lambda *x: True, options=None, second=True, digits=300, shapes=None, drawn=None, part=None):
    """
    `arguments` names (kind, width); `terms` takes all their numbers in a row and returns a list. `shapes` are those of tensors of more axes, `drawn` makes a
    point of what was drawn, and `part` says what of the result is looked at: a name, or the place of a number.
    """
    cases[name] = lambda: write(name, arguments, terms, call, function or name, pairs, counts, extra, keep, options, second, digits, shapes, drawn, part)


def write(name, arguments, terms, call, function, pairs, counts, extra, keep, options, second, digits, shapes, drawn, part):
    global rng
    mp.mp.dps = digits
    rng = np.random.default_rng(sum(map(ord, name)))
    widths = {argument: width for argument, (_, width) in arguments.items()}
    kinds = [kind for kind, width in arguments.values() for _ in range(max(width, 1))]
    columns = [(argument, i) for argument, width in widths.items() for i in range(max(width, 1))]
    points, values, firsts, seconds = [], [], [], []
    infinite = 0
    for point in grid(kinds, pairs, counts, extra):
        point = drawn(point) if drawn else point
        if not np.all(np.isfinite(point)) or not keep(*map(float, point)):
            continue
        try:
            derivatives = Derivatives(terms, point)
            value = derivatives.value_and_error([])
        except (ValueError, ZeroDivisionError, OverflowError, mp.libmp.ComplexResult):
            continue
        if abs(value[0]) > LARGEST and (infinite := infinite + 1) > 8:
            continue
        points.append(point)
        values.append(value)
        firsts.append([derivatives.value_and_error([i]) for i in range(len(columns))])
        if second:
            seconds.append([derivatives.value_and_error([i, j]) for i in range(len(columns)) for j in range(i + 1)])

    def column(results, index):
        return {"is": [rounded(row[index][0], 7) for row in results], "error": [rounded(row[index][1], 2) for row in results]}

    triangle = [(i, j) for i in range(len(columns)) for j in range(i + 1)]
    document = {
        "function": function,
        "call": call or [*(f"${argument}" for argument in arguments), *([options] if options is not None else [])],
        **({"part": part} if part is not None else {}),
        "widths": widths,
        **({"shapes": shapes} if shapes else {}),
        "columns": [list(c) for c in columns],
        "inputs": [[exact(point[i]) for point in points] for i in range(len(columns))],
        "value": {"is": [rounded(v, 7) for v, _ in values], "error": [rounded(e, 2) for _, e in values]},
        "first": [column(firsts, i) for i in range(len(columns))],
        **({"second": [{"of": [i, j], **column(seconds, k)} for k, (i, j) in enumerate(triangle)]} if second else {}),
    }
    text = json.dumps(document, separators=(",", ":")).replace("e-0", "e-").replace("e+", "e").replace('"},{', '"},\n{') + "\n"
    assert len(points) <= 300 and len(text) <= 40_000, (name, len(points), len(text))
    Path(__file__).with_name("edges").joinpath(f"{name}.json").write_text(text)
    print(f"{name}: {len(points)} points, {len(text)} bytes", flush=True)


# ---- pieces ----------------------------------------------------------------------------------------------------------------------------------
def excess(s):
    """exp(s) − 1 − s."""
    return expm1(s) - s


def softplus(x):
    return max(x, mp.mpf(0)) + mp.log1p(exp(-abs(x)))


def sigmoid(x):
    return 1 / (1 + exp(-x))


def bregman(a, c):
    return gamma(a) - gamma(c) - (a - c) * psi(c)


def gaps(p, q):
    """The divergence of two lists of probabilities of the sum 1, in parts that are not negative."""
    return [a * log(a / b) - a + b for a, b in zip(p, q)]


def softmax(l):
    top = max(l)
    e = [exp(x - top) for x in l]
    return [x / sum(e) for x in e]


def log_sum_exp(l):
    top = max(l)
    return top + log(sum(exp(x - top) for x in l))


REAL, SCALE, LOGIT, POSITIVE = ("real", 1), ("logScale", 1), ("logit", 1), ("positive", 1)
log_2pi = log(2 * mp.pi)


# ---- special functions -----------------------------------------------------------------------------------------------------------------------
few = (60, 60, 0, 30)
case("logGamma", {"x": ("positive", 0)}, lambda x: [gamma(x)], counts=few, extra=[[1], [2], [1 + 2**-20], [2 - 2**-20], [0.5], [3]])
case("digamma", {"x": ("positive", 0)}, lambda x: [psi(x)], counts=few, extra=[[1.4616321], [1.4616323], [1.5], [3]])
for order in (1, 2):
    case(f"polygamma{order}", {"x": ("positive", 0)}, lambda x, order=order: [mp.psi(order, x)], function="polygamma", call=[order, "$x"], counts=(40, 40, 0, 20))
case("log1mExp", {"x": ("negative", 0)}, lambda x: [mp.log1p(-exp(x)) if x < -1 else log(-expm1(x))], counts=few)
for order in (0, 0.5, 3):
    case(f"besselIRatio{order}", {"x": ("positive", 0)}, lambda x, v=order: [bessel(v + 1, x) / bessel(v, x)], function="besselIRatio", call=[order, "$x"], counts=(40, 40, 0, 20))
    case(
        f"logBesselI{order}",
        {"x": ("positive", 0)},
        lambda x, v=order: ([v * log(x / 2), -gamma(v + 1)] if v else []) + [log(bessel(v, x)) + gamma(mp.mpf(v) + 1) - v * log(x / 2)],
        function="logBesselI",
        call=[order, "$x"],
        counts=(40, 40, 0, 20),
    )
case("continuousBernoulliMean", {"logits": ("logit", 0)}, lambda l: [1 / -expm1(-l) - 1 / l], counts=few, keep=lambda l: abs(l) > 1e-15)


def bessel(v, x):
    """I_v(x), from its series or, for large x, from its asymptotic one."""
    return mp.besseli(v, x)


# ---- divergences -----------------------------------------------------------------------------------------------------------------------------
def between(m1, s1, m2, s2):
    return [half * (m1 - m2) ** 2 * exp(-s2), half * excess(s1 - s2)]


two = {"mu1": REAL, "logVar1": SCALE, "mu2": REAL, "logVar2": SCALE}
near = [(0, 2), (1, 3)]
case("klMeanPart", {"mu": REAL}, lambda m: [half * m * m], counts=few)
case("klVariancePart", {"logVar": SCALE}, lambda s: [half * excess(s)], counts=few)
for name in ("klStandardNormal", "klByDimension"):
    case(name, {"mu": REAL, "logVar": SCALE}, lambda m, s: [half * m * m, half * excess(s)])
case("klClassMean", {"mu": REAL, "logVar": SCALE, "classMu": REAL}, lambda m, s, c: [half * (m - c) ** 2, half * excess(s)], pairs=[(0, 2)])
case("klDiagonalNormal", two, between, pairs=near)
case("klClassNormal", two, between, pairs=near, counts=(15, 15, 10, 10))
case("symmetricKlDiagonalNormal", two, lambda m1, s1, m2, s2: between(m1, s1, m2, s2) + between(m2, s2, m1, s1), pairs=near)
case("leeRegularizer", {"m": REAL, "s": SCALE}, lambda m, s: [m * m, excess(s)])


def geometric(alpha, dual):
    a = mp.mpf(alpha)

    def terms(m1, s1, m2, s2):
        precision = (1 - a) * exp(-s1) + a * exp(-s2)
        s = -log(precision)
        sides = [(1 - a, a * (m1 - m2) * exp(-s2) / precision, s1), (a, (1 - a) * (m2 - m1) * exp(-s1) / precision, s2)]
        return [w * half * t for w, d, own in sides for t in (d * d * exp(-(own if dual else s)), excess(s - own if dual else own - s))]

    return terms


for label, alpha in {"": 0.5, "Near0": 1e-6, "Near1": 1 - 1e-7}.items():
    for dual in (False, True):
        case(
            f"geometricJensenShannon{label}{'Dual' if dual else ''}",
            two,
            geometric(alpha, dual),
            function="geometricJensenShannon",
            options={"alpha": alpha, "dual": dual},
            pairs=near,
            keep=lambda m1, s1, m2, s2: max(abs(s1), abs(s2)) < 1e8,
            counts=(25, 25, 15, 10),
        )
case(
    "klLaplace",
    {"mean1": REAL, "logScale1": SCALE, "mean2": REAL, "logScale2": SCALE},
    lambda m1, s1, m2, s2: [excess(s1 - s2), exp(s1 - s2) * excess(-abs(m1 - m2) * exp(-s1))],
    pairs=near,
    keep=lambda m1, s1, m2, s2: m1 != m2 and max(abs(s1), abs(s2)) < 1e8,
)
rates = {"concentration1": ("concentration", 1), "rate1": POSITIVE, "concentration2": ("concentration", 1), "rate2": POSITIVE}
case(
    "klGamma",
    rates,
    lambda a1, b1, a2, b2: [bregman(a2, a1), a1 * excess(log(b2 / b1)), (a1 - a2) * log(b2 / b1)],
    pairs=near,
    counts=(35, 35, 30, 15),
)
case(
    "klBeta",
    {k: ("concentration", 1) for k in ("alpha1", "beta1", "alpha2", "beta2")},
    lambda a1, b1, a2, b2: [bregman(a2, a1), bregman(b2, b1), -bregman(a2 + b2, a1 + b1)],
    pairs=near,
    counts=(35, 35, 30, 15),
)
case(
    "klDirichlet",
    {"concentration1": ("concentration", 3), "concentration2": ("concentration", 3)},
    lambda a, b, c, d, e, f: [bregman(d, a), bregman(e, b), bregman(f, c), -bregman(d + e + f, a + b + c)],
    pairs=[(0, 3), (1, 4), (2, 5)],
    counts=(18, 18, 18, 8),
    digits=140,
)
case(
    "klBernoulli",
    {"logits1": LOGIT, "logits2": LOGIT},
    lambda a, b: gaps([sigmoid(a), sigmoid(-a)], [sigmoid(b), sigmoid(-b)]),
    pairs=[(0, 1)],
    keep=lambda a, b: max(abs(a), abs(b)) < 1e8,
    extra=[[-1e8, 3e7], [1e8, -2e8], [300, -300], [-90, -91], [-100, -100.01], [100, 100.01], [1e6, 1e6 + 1]],
    counts=(70, 40, 40, 20),
)
offsets = [[o + a, o + b, o + c, o + d, o + e, o + f] for o in (0, 100, -1e4, 1e6) for a, b, c, d, e, f in ([0, 1, 2, 2, 1, 0], [0, -3, 1, 0.5, -3, 2], [0, 0, 0, 0, 0.25, 0])]
case(
    "klCategorical",
    {"logits1": ("logit", 3), "logits2": ("logit", 3)},
    lambda *l: gaps(softmax(l[:3]), softmax(l[3:])),
    pairs=[(0, 3), (1, 4), (2, 5)],
    keep=lambda *l: max(map(abs, l)) < 1e8,
    extra=[*offsets, [100, 0, 0, 0, 100, 0], [1e4, -1e4, 0, 1e4, 0, 0], [0, -1e4, 0, 0, -2e4, 0]],
    counts=(18, 18, 14, 8),
)
discrete = {"p": ("probability", 3), "q": ("probability", 3)}
thirds = {"pairs": [(0, 3), (1, 4), (2, 5)], "counts": (14, 14, 14, 8)}


def one_way(p, q):
    return [a * log(a / b) for a, b in zip(p, q)]


def two_ways(p, q):
    return [half * (a * log(2 * a / (a + b)) + b * log(2 * b / (a + b))) for a, b in zip(p, q)]


case("klDiscrete", discrete, lambda *x: one_way(x[:3], x[3:]), **thirds)
case("symmetricKlDiscrete", discrete, lambda *x: one_way(x[:3], x[3:]) + one_way(x[3:], x[:3]), **thirds)
case("jensenShannonDiscrete", discrete, lambda *x: two_ways(x[:3], x[3:]), **thirds)
for dimension in (2, 3, 20):
    order = mp.mpf(dimension) / 2 - 1
    case(
        f"klVonMisesFisherUniform{dimension}",
        {"kappa": POSITIVE},
        lambda k, v=order: [k * bessel(v + 1, k) / bessel(v, k) - log(bessel(v, k)) - gamma(v + 1) + v * log(k / 2)],
        function="klVonMisesFisherUniform",
        call=["$kappa", dimension],
        counts=(40, 40, 0, 20),
    )


# ---- likelihoods -----------------------------------------------------------------------------------------------------------------------------
def gaussian(m, x, s):
    return [half * (x - m) ** 2 * exp(-s), half * s, half * log_2pi]


case("bernoulliNll", {"logits": LOGIT, "x": ("unit", 1)}, lambda l, x: [softplus(l), -l * x])
case(
    "continuousBernoulliNll",
    {"logits": LOGIT, "x": ("unit", 1)},
    lambda l, x: [abs(l) * (x if l < 0 else 1 - x), mp.log1p(-exp(-abs(l))) if abs(l) > 1 else log(-expm1(-abs(l)) / abs(l)), -log(abs(l)) if abs(l) > 1 else mp.mpf(0)],
    keep=lambda l, x: l != 0,
    extra=[[-1e6, 1e-6], [-1e7, 0], [-3e4, 1e-3], [-1e10, 1e-9]],
)
case("gaussianNll", {"mean": REAL, "x": REAL, "logVar": SCALE}, gaussian, call=["$mean", "$x", {"logVar": "$logVar"}], pairs=[(0, 1)], extra=[[1, 1, -200], [0, 0, -100], [3, 3, -90], [1, 2, 200], [1e-30, 0, -150]])
for sigma in (0.25, 1e-10):
    case(f"gaussianNllSigma{sigma}", {"mean": REAL, "x": REAL}, lambda m, x, s=2 * log(mp.mpf(sigma)): gaussian(m, x, s), function="gaussianNll", options={"sigma": sigma}, pairs=[(0, 1)], counts=(20, 20, 20, 10))
case("squaredError", {"mean": REAL, "x": REAL}, lambda m, x: [(x - m) ** 2], pairs=[(0, 1)])
case("normalLogDensity", {"z": REAL, "mu": REAL, "logVar": SCALE}, lambda z, m, s: [-t for t in gaussian(m, z, s)], pairs=[(0, 1)], extra=[[1, 1, -200], [0, 0, -100], [1e-30, 0, -150]])
case("standardNormalLogDensity", {"z": REAL}, lambda z: [-half * z * z, -half * log_2pi], counts=few)
case(
    "laplaceNll",
    {"mean": REAL, "x": REAL, "logScale": SCALE},
    lambda m, x, s: [abs(x - m) * exp(-s), s, log(2)],
    call=["$mean", "$x", {"logScale": "$logScale"}],
    pairs=[(0, 1)],
    keep=lambda m, x, s: m != x or s < -80,
    extra=[[1e-30, 0, -100], [0, 1e-36, -150], [1, 2, 150]],
)


def student(m, x, s, l):
    nu, y = exp(l), (x - m) * exp(-s)
    return [half * (nu + 1) * mp.log1p(y * y / nu), s, half * log(mp.pi * nu), gamma(nu / 2) - gamma((nu + 1) / 2)]


case(
    "studentTNll",
    {"mean": REAL, "x": REAL, "logScale": SCALE, "logDegrees": ("degrees", 1)},
    student,
    call=["$mean", "$x", {"logScale": "$logScale", "logDegrees": "$logDegrees"}],
    pairs=[(0, 1)],
    keep=lambda m, x, s, l: abs(s) < 1e8,
    extra=[[1, 1, -100, 0], [0, 1, -100, 2], [0, 3, 0, 20], [0, 30, 0, 12], [0, 1, 0, 30], [0.5, 1, -2, 30], [0, 100, 2, 30], [3, -3, 1, 28]],
    counts=(35, 35, 20, 20),
)
case(
    "studentTNllManyDegrees",
    {"mean": REAL, "x": REAL, "logScale": SCALE, "logDegrees": ("degrees", 1)},
    student,
    function="studentTNll",
    call=["$mean", "$x", {"logScale": "$logScale", "logDegrees": "$logDegrees"}],
    counts=(0, 0, 0, 0),
    extra=[[0, sign * 10**e, s, d] for d in (24, 30, 38) for e in (2, 4, 5, 6, 7, 9) for s, sign in ((0, 1), (1.5, -1))],
)
case("studentTNllDegrees", {"mean": REAL, "x": REAL}, lambda m, x: student(m, x, mp.mpf(0), log(mp.mpf(4))), function="studentTNll", options={"degrees": 4}, pairs=[(0, 1)], counts=(30, 30, 20, 10))
case("poissonNll", {"logRate": SCALE, "x": ("count", 1)}, lambda l, x: [exp(l), -x * l, gamma(x + 1)])
case(
    "negativeBinomialNll",
    {"logMean": SCALE, "logDispersion": SCALE, "x": ("count", 1)},
    lambda m, d, x: [gamma(exp(d)) - gamma(exp(d) + x), gamma(x + 1), exp(d) * softplus(m - d), x * softplus(d - m)],
    keep=lambda m, d, x: abs(m) < 80 and abs(d) < 80,
    extra=[[2, 20, 7], [0, 40, 3], [-5, 30, 0], [3, -30, 5], [10, 9, 20000]],
)
case(
    "categoricalNll",
    {"logits": ("logit", 3), "x": ("probability", 3)},
    lambda *l: [sum(l[3:]) * log_sum_exp(l[:3]), *(-w * a for a, w in zip(l[:3], l[3:]))],
    keep=lambda *l: max(map(abs, l[:3])) < 1e8,
    counts=(16, 16, 0, 12),
    extra=[[100, 0, 0, 1, 0, 0], [1e6, 1e6 + 1, 1e6 - 2, 0, 1, 0], [-3e4, 0, 20, 0, 0, 1]],
)
HALF_CELL = mp.mpf(1) / 510


def mass(m, s, x):
    """log of the mass of a logistic distribution in a cell of 1/255."""
    a, b = (x + HALF_CELL - m) * exp(-s), (x - HALF_CELL - m) * exp(-s)
    if x <= HALF_CELL:
        return [-softplus(-a)]
    if x >= 1 - HALF_CELL:
        return [-softplus(b)]
    c = 2 * HALF_CELL * exp(-s)
    return [-softplus(-a), -softplus(b), log(-expm1(-c))]


pixel = {"mean": REAL, "logScale": SCALE, "x": ("grid", 1)}
case("discretizedLogisticNll", pixel, lambda m, s, x: [-t for t in mass(m, s, x)], keep=lambda m, s, x: abs(s) < 80, extra=[[0.5, -60, 128 / 255], [0.5, -8, 1], [0.5, 40, 0.2], [3, -10, 0]])
case(
    "discretizedLogisticMixtureNll",
    {"logits": ("logit", 2), "means": ("real", 2), "logScales": ("logScale", 2), "x": ("grid", 0)},
    lambda a, b, m, n, s, t, x: [-log_sum_exp([sum(mass(m, s, x)) + a, sum(mass(n, t, x)) + b]), log_sum_exp([a, b])],
    keep=lambda a, b, m, n, s, t, x: max(abs(s), abs(t)) < 30 and max(abs(a), abs(b)) < 1e6,
    counts=(0, 40, 0, 8),
)
case("importanceWeightedBound", {"logWeights": ("logit", 3)}, lambda *l: [log_sum_exp(l), -log(3)], keep=lambda *l: max(map(abs, l)) < 1e8, counts=(30, 30, 0, 12))


# ---- what combines others, and matrices ------------------------------------------------------------------------------------------------------
def color(components):
    """A color pixel; the numbers are logits, means, log-scales, coefficients (channel by channel, components last) and x."""
    k = components

    def terms(*v):
        w, m, s, c = v[:k], v[k : 4 * k], v[4 * k : 7 * k], v[7 * k : 10 * k]
        x = v[10 * k :]
        joint = []
        for i in range(k):
            t = [mp.tanh(c[row * k + i]) for row in range(3)]
            means = [m[i], m[k + i] + t[0] * x[0], m[2 * k + i] + t[1] * x[0] + t[2] * x[1]]
            joint.append([w[i], *(part for channel in range(3) for part in mass(means[channel], s[channel * k + i], x[channel]))])
        return joint

    def at(*point):
        """Of a mixture, the parts of each component by its share of the pixel, which is fixed, and what is left, whose derivatives there are 0."""
        shares = softmax([sum(parts) for parts in terms(*point)])

        def fixed(*v):
            joint = terms(*v)
            parts = [-share * part for share, parts in zip(shares, joint) for part in parts]
            return [*parts, -log_sum_exp([sum(each) for each in joint]) - sum(parts), log_sum_exp(list(v[:k]))]

        return fixed

    at.of_point = True
    return at


for components in (1, 2):
    k = components
    case(
        f"discretizedLogisticRgbNll{k}",
        {"logits": ("smallLogit", k), "means": ("smallReal", 3 * k), "logScales": ("smallScale", 3 * k), "coefficients": ("smallReal", 3 * k), "x": ("grid", 3)},
        color(k),
        function="discretizedLogisticRgbNll",
        shapes={"means": [3, k], "logScales": [3, k], "coefficients": [3, k]},
        counts=(6, 5, 0, 2) if k == 1 else (14, 14, 0, 4),
        second=k == 1,
        digits=130,
    )


def optimal(least):
    def terms(*v):
        n = len(v) // 2
        errors = [(x - m) ** 2 for m, x in zip(v[:n], v[n:])]
        best = sum(errors) / n
        variance = max(best, mp.mpf(least) ** 2)
        return [half * sum(errors) / variance, half * n * log(variance), half * n * log_2pi]

    return terms


case(
    "gaussianOptimalSigmaNll",
    {"mean": ("real", 2), "x": ("real", 2)},
    optimal(1e-3),
    options={"per": "example", "minimum": 1e-3},
    pairs=[(0, 2), (1, 3)],
    keep=lambda *v: max(map(abs, v)) < 1e12,
)


def factors(m1, n1, a, _, b, c, m2, n2, d, __, e, f):
    ratio = a / d
    below = (b - e * ratio) / f
    y1 = (m1 - m2) / d
    y2 = (n1 - n2 - e * y1) / f
    return [half * below**2, half * excess(2 * log(abs(a / d))), half * excess(2 * log(abs(c / f))), half * y1**2, half * y2**2]


def lower(a, b, c):
    """The Cholesky factor of [[a, b], [b, c]]."""
    top = mp.sqrt(a)
    return top, b / top, mp.sqrt(c - b * b / a)


def covariances(m1, n1, a, b, b2, c, m2, n2, d, e, e2, f):
    (a, b, c), (d, e, f) = lower(a, (b + b2) / 2, c), lower(d, (e + e2) / 2, f)
    return factors(m1, n1, a, 0, b, c, m2, n2, d, 0, e, f)


def symmetric(*places):
    """Entries above a diagonal become those below it."""

    def drawn(point):
        for above, below in places:
            point[above] = point[below]
        return point

    return drawn


def is_definite(a, b, b2, c):
    return a > 0 and c > 0 and b * b < 0.99 * a * c


normals = {"mu1": ("smallReal", 2), "sigma1": ("entry", 4), "mu2": ("smallReal", 2), "sigma2": ("entry", 4)}
matrices = {"function": "klMultivariateNormal", "shapes": {"sigma1": [2, 2], "sigma2": [2, 2]}, "digits": 200}
case(
    "klMultivariateNormalFactor",
    normals,
    factors,
    options={"given": "factor"},
    pairs=[(0, 6), (1, 7), (2, 8), (4, 10), (5, 11)],
    keep=lambda *v: min(abs(v[2]), abs(v[5]), abs(v[8]), abs(v[11])) > 1e-6,
    counts=(25, 25, 15, 15),
    second=False,
    **matrices,
)
case(
    "klMultivariateNormal",
    {"mu1": ("smallReal", 2), "sigma1": ("covariance", 4), "mu2": ("smallReal", 2), "sigma2": ("covariance", 4)},
    covariances,
    drawn=symmetric((3, 4), (9, 10)),
    pairs=[(0, 6), (1, 7), (2, 8), (4, 10), (5, 11)],
    keep=lambda *v: is_definite(*v[2:6]) and is_definite(*v[8:]),
    counts=(60, 60, 30, 60),
    second=False,
    **{**matrices},
)
for place, entry in ((0, 0), (2, 1), (3, 2)):
    case(
        f"cholesky{place}",
        {"matrix": ("covariance", 4)},
        lambda a, b, b2, c, entry=entry: [lower(a, (b + b2) / 2, c)[entry]],
        function="cholesky",
        shapes={"matrix": [2, 2]},
        drawn=symmetric((1, 2)),
        keep=is_definite,
        part=place,
        second=place != 2,
        counts=(40, 40, 0, 40),
        digits=200,
    )
for place, entry in ((0, lambda a, b, c: 1 / a), (2, lambda a, b, c: -b / a / c), (3, lambda a, b, c: 1 / c)):
    case(
        f"inverseLowerTriangular{place}",
        {"lower": ("entry", 4)},
        lambda a, _, b, c, entry=entry: [entry(a, b, c)],
        function="inverseLowerTriangular",
        shapes={"lower": [2, 2]},
        keep=lambda a, _, b, c: a != 0 and c != 0,
        part=place,
        counts=(30, 30, 0, 10),
        digits=200,
    )

columns_of_a_table = [{"kind": "gaussian"}, {"kind": "laplace"}, {"kind": "bernoulli"}, {"kind": "poisson"}, {"kind": "categorical", "classes": 2, "encoding": "oneHot"}]
case(
    "mixedColumnsNll",
    {"parameters": ("smallReal", 8), "x": ("bit", 6)},
    lambda m, s, n, t, l, r, a, b, *x: [
        *gaussian(m, x[0], s),
        abs(x[1] - n) * exp(-t), t, log(2),
        softplus(l), -l * x[2],
        exp(r), -x[3] * r, gamma(x[3] + 1),
        (x[4] + x[5]) * log_sum_exp([a, b]), -x[4] * a, -x[5] * b,
    ],
    call=["$parameters", "$x", columns_of_a_table],
    keep=lambda m, s, n, t, l, r, a, b, *x: x[1] != n,
    counts=(25, 25, 0, 10),
    second=False,
    digits=200,
)
case("klMonteCarlo", {"logP": ("real", 3), "logQ": ("real", 3)}, lambda *v: [w / 3 for w in v[:3]] + [-w / 3 for w in v[3:]], call=[{"logP": "$logP", "logQ": "$logQ"}], part="estimate", pairs=[(0, 3), (1, 4), (2, 5)], keep=lambda *v: max(map(abs, v)) < 1e37, counts=(25, 25, 20, 10), second=False)
case(
    "jensenShannonMonteCarlo",
    {name: ("logit", 2) for name in ("ofP", "otherOfP", "ofQ", "otherOfQ")},
    lambda a, b, c, d, e, f, g, h: [term for p, q in ((a, c), (b, d), (g, e), (h, f)) for term in (log(2) / 4, -softplus(q - p) / 4)],
    call=[{"fromP": {"logP": "$ofP", "logQ": "$otherOfP"}, "fromQ": {"logP": "$ofQ", "logQ": "$otherOfQ"}}],
    part="estimate",
    pairs=[(0, 2), (1, 3), (4, 6), (5, 7)],
    keep=lambda *v: max(map(abs, v)) < 1e8,
    counts=(20, 20, 20, 10),
    second=False,
)
case("negativeElbo", {"reconstruction": ("real", 0), "kl": ("real", 0)}, lambda r, k: [r, mp.mpf(2.5) * k], call=[{"reconstruction": "$reconstruction", "kl": "$kl", "beta": 2.5}], pairs=[(0, 1)], second=False)
case("freeBits", {"kl": ("positive", 3)}, lambda *v: [max(w, half) for w in v], options={"minimum": 0.5, "over": "example"}, keep=lambda *v: half not in v, second=False)
case("capacityPenalty", {"kl": ("positive", 0)}, lambda k: [100 * max(k, 5), -100 * min(k, 5)], options={"capacity": 5, "gamma": 100, "over": "example"}, keep=lambda k: k != 5, second=False)


if __name__ == "__main__":
    for name in sys.argv[1:] or cases:
        cases[name]()
