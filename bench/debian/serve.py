#!/usr/bin/env python3
"""The workloads of a full Debian: Python programs, gzip, sysbench, openssl.

In the guest it serves on the console, in the words of ../guest/serve.c. With the argument "expect" it prints each workload's
name and what a round of it must return, computed on the host by the same code; with "gain" and a number of milliseconds, how
much faster this machine is at two processes on two processors than on one.
"""
import json
import os
import random
import re
import shutil
import subprocess
import sys
import termios
import time
import zlib

FOLDER = "/dev/shm" if os.path.isdir("/dev/shm") else "/tmp"
SYSBENCH_EVENTS = 400
SPEED_BYTES = 16384


def checksum(data):
    return "%x" % zlib.crc32(data if isinstance(data, bytes) else repr(data).encode())


def words(count):
    """Text that compresses to about a third, the same everywhere."""
    source = random.Random(1)
    vocabulary = ["".join(source.choices("etaoinshrdlucmfwypvbgk", k=source.randint(1, 9))) for _ in range(3000)]
    return source.choices(vocabulary, weights=[1 / (rank + 5) for rank in range(3000)], k=count)


class Workload:
    """One workload; a new process makes the object, so an import or a file of it is not in the measured time."""

    def round(self, milliseconds):
        """Runs once; returns the number of operations, what identifies the result, and the nanoseconds or None."""
        raise NotImplementedError

    def expected(self):
        return self.round(1)[1]


class PythonSum(Workload):
    def round(self, milliseconds):
        return 1, checksum(sum(i * i % 7 for i in range(250_000))), None


class PythonNbody(Workload):
    """Five bodies under gravity, as Python programs are written: tuples, loops, floats."""

    STEPS = 1500

    def __init__(self):
        source = random.Random(2)
        self.start = [
            ([source.uniform(-5, 5) for _ in range(3)], [source.uniform(-0.5, 0.5) for _ in range(3)], mass)
            for mass in (39.5, 0.04, 0.01, 0.002, 0.002)
        ]

    def round(self, milliseconds):
        bodies = [(list(place), list(speed), mass) for place, speed, mass in self.start]
        pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
        step = 0.001
        for _ in range(self.STEPS):
            for (p, v, m), (q, w, n) in pairs:
                x, y, z = p[0] - q[0], p[1] - q[1], p[2] - q[2]
                pull = step / (x * x + y * y + z * z + 0.01) ** 1.5
                v[0] -= x * n * pull
                v[1] -= y * n * pull
                v[2] -= z * n * pull
                w[0] += x * m * pull
                w[1] += y * m * pull
                w[2] += z * m * pull
            for p, v, _ in bodies:
                p[0] += step * v[0]
                p[1] += step * v[1]
                p[2] += step * v[2]
        # The last digits depend on the C library's pow().
        return 1, checksum(["%.6f" % c for p, _, _ in bodies for c in p]), None


class PythonJson(Workload):
    def __init__(self):
        text = words(4000)
        self.value = [
            {"id": i, "name": text[i], "score": i / 7, "tags": text[i:i + 5], "more": {"even": i % 2 == 0, "none": None}}
            for i in range(1500)
        ]

    def round(self, milliseconds):
        text = ""
        for _ in range(8):
            text = json.dumps(self.value)
            if json.loads(text) != self.value:
                return 0, "different", None
        return 1, checksum(text), None


class PythonRegex(Workload):
    PATTERNS = [r"\b([a-z])[a-z]*\1\b", r"(?:sh|th|ch)[aeiou]+\w*", r"\w+(?=\s+the)", r"(\w)(\w)\2\1", r"[^ ]{7,}"]

    def __init__(self):
        self.text = " ".join(words(6000))

    def round(self, milliseconds):
        found = [len(re.findall(pattern, self.text)) for pattern in self.PATTERNS]
        return 1, checksum((found, re.sub(r"([aeiou])(\w)", r"\2\1", self.text))), None


class Gzip(Workload):
    BYTES = 20_000_000

    def __init__(self):
        self.file = os.path.join(FOLDER, "pvbench-text")
        block = " ".join(words(16_000)).encode()
        with open(self.file, "wb") as out:
            left = self.BYTES
            while left > 0:
                left -= out.write(block[:left])

    def round(self, milliseconds):
        packed = self.file + ".gz"
        with open(packed, "wb") as out:
            subprocess.run(["gzip", "-n", "-c", self.file], stdout=out, check=True)
        with open(packed, "rb") as made:
            result = checksum(made.read())
        os.remove(packed)
        return 1, result, None


class Sysbench(Workload):
    def round(self, milliseconds):
        command = ["sysbench", "cpu", "--cpu-max-prime=10000", "--time=0", "--events=%d" % SYSBENCH_EVENTS, "run"]
        text = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout
        events = int(re.search(r"total number of events: +(\d+)", text).group(1))
        return events, "%x" % events, None

    def expected(self):
        return "%x" % SYSBENCH_EVENTS


class Openssl(Workload):
    """openssl's own measurement, which tells what it did; that it is right is tried before, on a small text."""

    def __init__(self, algorithm, trial):
        self.algorithm = algorithm
        text = " ".join(words(2000)).encode()
        self.result = checksum(subprocess.run(trial, input=text, stdout=subprocess.PIPE, check=True).stdout)

    def round(self, milliseconds):
        seconds = max(1, round(milliseconds / 1000))
        command = ["openssl", "speed", "-mr", "-elapsed", "-seconds", str(seconds), "-bytes", str(SPEED_BYTES)]
        text = subprocess.run(
            command + ["-evp", self.algorithm],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True, text=True).stdout
        count, took = re.search(r"\+R:(\d+):[^:]*:([0-9.]+)", text).groups()
        return int(count) * SPEED_BYTES, self.result, int(float(took) * 1e9)

    def expected(self):
        return self.result


def sha256():
    return Openssl("sha256", ["openssl", "dgst", "-sha256", "-binary"])


def aes_128_cbc():
    key = "000102030405060708090a0b0c0d0e0f"
    return Openssl("aes-128-cbc", ["openssl", "enc", "-aes-128-cbc", "-K", key, "-iv", key])


class Parallel(Workload):
    """Two processes that do the same amount of work, on one processor or on two."""

    def __init__(self, processors, repeats=1):
        self.processors = processors
        self.repeats = repeats

    def work(self):
        for _ in range(1, self.repeats):
            sum(i * i % 7 for i in range(200_000))
        return sum(i * i % 7 for i in range(200_000)).to_bytes(8, "little")

    def start(self, processor):
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.sched_setaffinity(0, {processor})
            os.write(writer, self.work())
            os._exit(0)
        os.close(writer)
        return reader

    def round(self, milliseconds):
        readers = [self.start(i % self.processors) for i in range(2)]
        results = [os.read(reader, 8) for reader in readers]
        for reader in readers:
            os.close(reader)
            os.wait()
        return 1, checksum(b"".join(results)), None

    def expected(self):
        return checksum(self.work() * 2)


WORKLOADS = {
    "python-sum": PythonSum,
    "python-nbody": PythonNbody,
    "python-json": PythonJson,
    "python-regex": PythonRegex,
    "gzip-20mb": Gzip,
    "sysbench-cpu": Sysbench,
    "openssl-sha256": sha256,
    "openssl-aes-128-cbc": aes_128_cbc,
    "parallel-on-1": lambda: Parallel(1),
    "parallel-on-2": lambda: Parallel(2),
}
PROGRAMS = {"sysbench-cpu": "sysbench"}


def say(text):
    os.write(1, (text + "\n").encode())


def read_line():
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            sys.exit(0)
        line += byte
    return line.decode().strip()


def measure(workload, milliseconds):
    """Rounds until the time is over: their number, operations, nanoseconds, result."""
    start = time.monotonic_ns()
    rounds = operations = told = 0
    result = None
    while True:
        done, now, nanoseconds = workload.round(milliseconds)
        if result not in (None, now):
            raise ValueError("two rounds disagree")
        rounds, operations, result, told = rounds + 1, operations + done, now, told + (nanoseconds or 0)
        elapsed = time.monotonic_ns() - start
        if elapsed >= milliseconds * 1_000_000:
            return rounds, operations, told or elapsed, result


def run(name, milliseconds):
    try:
        if name in PROGRAMS and not shutil.which(PROGRAMS[name]):
            raise ValueError("the guest lacks %s: polyvisor guests build debian" % PROGRAMS[name])
        workload = WORKLOADS[name]()
        say("ready " + name)
        if read_line() == "go":
            say("done %s %d %d %d %s" % (name, *measure(workload, milliseconds)))
    except Exception as problem:  # whatever it is, the driver has to hear of it
        say("failed %s: %r" % (name, problem))


def serve():
    settings = termios.tcgetattr(0)
    settings[3] &= ~termios.ECHO
    termios.tcsetattr(0, termios.TCSANOW, settings)
    say("pvbench serves")
    while True:
        request = read_line().split()
        if request == ["quit"]:
            return
        if len(request) == 3 and request[0] == "run":
            child = os.fork()
            if child == 0:
                run(request[1], int(request[2]))
                os._exit(0)
            os.waitpid(child, 0)


def gain(milliseconds):
    """How often two processors do what one does meanwhile; a process lives about as long as it does in a guest."""
    times = []
    for processors in (1, 2):
        rounds, _, elapsed, _ = measure(Parallel(processors, repeats=4), milliseconds)
        times.append(elapsed / rounds)
    return times[0] / times[1]


if sys.argv[1:2] == ["gain"]:
    say("%.3f" % gain(int(sys.argv[2])))
elif sys.argv[1:] == ["expect"]:
    for name, make in WORKLOADS.items():
        say("%s %s" % (name, make().expected()))
else:
    serve()
