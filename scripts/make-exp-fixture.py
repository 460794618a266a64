"""Writes test/fixtures/exp/values.json: arguments, and what e^x and ln x truly are there, by mpmath at 200 bits.

Each row is [x, nearest double, rest], the rest in units in the last place of the nearest double (from -0.5 to 0.5), so
that a test can say by how many of them a computed value is off. Run: python3 scripts/make-exp-fixture.py
With an argument N it draws N arguments of each kind and writes to standard output: for the search of the worst error.
"""
import json, math, random, sys
import mpmath as mp

mp.mp.prec = 200


def row(function, x):
    true = function(mp.mpf(x))
    near = float(true)
    return [x, near, float(mp.nstr((true - mp.mpf(near)) / mp.mpf(math.ulp(near)), 8))]


def arguments(count, draw):
    return {"exp": [x for _ in range(count) for x in draw[0]()], "log": [x for _ in range(count) for x in draw[1]()]}


random.seed(1)
count = int(sys.argv[1]) if len(sys.argv) > 1 else 120
draw = (
    lambda: [random.uniform(-1, 1), random.uniform(-60, 60), random.uniform(-745, 709), random.gauss(0, 1) * 1e-6],
    lambda: [random.uniform(0.5, 2), math.ldexp(random.uniform(0.5, 1), random.randint(-1060, 1024)),
             random.uniform(1, 1e6), 1 + random.gauss(0, 1) * 1e-6],
)
chosen = arguments(count, draw)
corners = {"exp": [0.0, 1.0, -1.0, 709.782712893384, -708.3964185322641, -744.4400719213812, -745.1, 0.34657359027997264,
                   -0.34657359027997264, 5e-324, -20.0, 40.0, -708.773330748847, -390.5739780502105],
           "log": [1.0, 2.0, 0.5, 10.0, math.sqrt(2), math.sqrt(0.5), 5e-324, 2.2250738585072014e-308,
                   1.7976931348623157e308, 1 + 2**-52, 1 - 2**-53]}
text = json.dumps({
    "exp": [row(mp.exp, x) for x in corners["exp"] + chosen["exp"]],
    "log": [row(mp.log, x) for x in corners["log"] + chosen["log"]],
})
if len(sys.argv) > 1:
    print(text)
else:
    with open("test/fixtures/exp/values.json", "w") as file:
        file.write(text.replace("], [", "],\n[") + "\n")
