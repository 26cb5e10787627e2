"""Known answers of the seeded streams: the key mixing as documented in src/randomStream.ts and the published xoroshiro128+ of Blackman and
Vigna (2018 constants 24, 16, 37), written anew in Python integers. Run: python randomStream.py > randomStream.json"""
import json

M32, M64 = (1 << 32) - 1, (1 << 64) - 1
PURPOSES = {"bits": 1, "moons": 2, "rectangles": 4, "split": 5}


def mix(word):
    h = (word * 0x2C1B3C6D + 0x297A2D39) & M32
    h = ((h ^ (h >> 16)) * 0x85EBCA6B) & M32
    h = ((h ^ (h >> 13)) * 0xC2B2AE35) & M32
    return h ^ (h >> 16)


def state(key):
    lanes = []
    for lane in (0x9E3779B9, 0x243F6A88, 0xB7E15162, 0x6A09E667):
        for value in key:
            lane = mix(mix(lane ^ (value & M32)) ^ ((value >> 32) & M32))
        lanes.append(lane)
    return (lanes[0] << 32) | lanes[1], (lanes[2] << 32) | lanes[3]


def rotl(x, k):
    return ((x << k) | (x >> (64 - k))) & M64


def outputs(key, count):
    s0, s1 = state(key)
    out = []
    for _ in range(count):
        low = (s0 + s1) & M32
        out.append(low - (1 << 32) if low >> 31 else low)
        s1 ^= s0
        s0, s1 = rotl(s0, 24) ^ s1 ^ ((s1 << 16) & M64), rotl(s1, 37)
    return out


CASES = [(0, "bits", []), (0, "rectangles", [0]), (0, "rectangles", [1]), (1, "rectangles", [0]), (-1, "split", [3]), (2**40 + 7, "bits", [12, 59_999]),
         (-(2**45) - 3, "bits", [-1, 5])]
print(json.dumps([{"seed": s, "purpose": p, "place": place, "outputs": outputs([s, PURPOSES[p], *place], 6)} for s, p, place in CASES], indent=1))
