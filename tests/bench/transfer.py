#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a transfer costs, against curl and aria2 in the same run.

All fetch the same file of a server on loopback, in turn, round by round, so that the machine's mood falls on
all; what counts is the median of the ratios. Ours also checks, records and syncs what it writes; "curl, then
sync" does the last of it, too. Usage: transfer.py FETCH QUEUE [ROUNDS] [MIB]
"""

import collections
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import report

MIB = 1024 * 1024
SMALL_MIB = 64
MANY = 100
MANY_MIB = 10
TINY_MIB = 1
N_TINY = 1000

Cost = collections.namedtuple("Cost", "wall cpu")

CONFIGURATION = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors;
events {{ worker_connections 64; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 10000; default_type video/mp4;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  root {folder}/files;
  ssl_certificate {folder}/certificate; ssl_certificate_key {folder}/key;
  add_header x-oss-hash-crc64ecma $sum;
  map $uri $sum {{ {sums} }}
  server {{ listen 127.0.0.1:{ports[0]}; }}
  server {{ listen 127.0.0.1:{ports[1]} ssl; }}
  server {{ listen 127.0.0.1:{ports[2]} ssl http2; }}
}}
"""


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def box(kind, payload_bytes):
    size = payload_bytes + 8
    if size < 2 ** 32:
        return size.to_bytes(4, "big") + kind
    return (1).to_bytes(4, "big") + kind + (size + 8).to_bytes(8, "big")


def write_video(path, size):
    """An MP4 by its boxes, of noise."""
    noise = os.urandom(MIB)
    head = box(b"ftyp", 8) + b"isom\0\0\2\0" + box(b"moov", 100) + noise[:100]
    head += box(b"mdat", size - len(head) - 8)
    with open(path, "wb") as file:
        file.write(head)
        left = size - len(head)
        while left > 0:
            left -= file.write(noise[:min(left, MIB)])


class Server:
    """nginx, as one process."""

    def __init__(self, folder, mib):
        self.folder = folder
        self.ports = free_ports(3)
        self.authority = f"{folder}/certificate"
        os.mkdir(f"{folder}/files")
        write_video(f"{folder}/files/large.mp4", mib * MIB)
        write_video(f"{folder}/files/small.mp4", SMALL_MIB * MIB)
        write_video(f"{folder}/files/many.mp4", MANY_MIB * MIB)
        write_video(f"{folder}/files/tiny.mp4", TINY_MIB * MIB)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout", f"{folder}/key", "-out", self.authority],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self, sums):
        with open(f"{self.folder}/configuration", "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(folder=self.folder, ports=self.ports, sums=" ".join(
                f"/{name} {value};" for name, value in sums.items())))
        self.process = subprocess.Popen(["nginx", "-p", self.folder, "-e", f"{self.folder}/errors",
                                         "-c", f"{self.folder}/configuration"])
        deadline = time.monotonic() + 10
        while subprocess.run(["curl", "-s", "-o", "/dev/null", self.link(0, "many.mp4")], check=False).returncode:
            if self.process.poll() is not None or time.monotonic() > deadline:
                with open(f"{self.folder}/errors", encoding="utf-8") as errors:
                    sys.exit(f"nginx does not start: {errors.read()}")
            time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def link(self, port, name):
        scheme = "http" if port == 0 else "https"
        host = "127.0.0.1" if port == 0 else "localhost"
        return f"{scheme}://{host}:{self.ports[port]}/{name}"


def run(command):
    """Costs of the whole process, as the kernel counts them."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed with {process.returncode}: {' '.join(command)[:300]}")
    return Cost(time.monotonic() - start, usage.ru_utime + usage.ru_stime)


def empty(folder):
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder)
    # What the run before has written is not this one's burden.
    os.sync()


def compare(title, commands, folder, rounds, goals=Cost(None, None), prepare=None):
    """@commands: name and command, the first is ours. @prepare: is run before ours. Returns our times on the wall"""
    costs = {name: [] for name, _ in commands}
    for turn in range(rounds + 1):
        for name, command in commands if turn % 2 == 0 else reversed(commands):
            empty(folder)
            if prepare is not None and name == commands[0][0]:
                prepare()
            cost = run(command)
            # The first round warms up.
            if turn > 0:
                costs[name].append(cost)

    ours = costs[commands[0][0]]
    for name, _ in commands[1:]:
        for kind in Cost._fields:
            report.row(f"{title}, {'time' if kind == 'wall' else 'processor'}", [getattr(cost, kind) for cost in ours],
                       unit="s", base=[getattr(cost, kind) for cost in costs[name]], against=name, goal=getattr(goals, kind))
    return [cost.wall for cost in ours]


def checksum(fetch, path):
    return subprocess.run([fetch, "sum", path], check=True, capture_output=True, text=True).stdout.strip()


def new_aria2(server, folder, link):
    return ["aria2c", "--no-conf", "--quiet", "--file-allocation=none", f"--ca-certificate={server.authority}",
            f"--dir={folder}", "--out=aria2.mp4", link]


def compare_one(fetch, server, folder, where, rounds, mib):
    """The large file by each protocol. Returns the quickest of ours"""
    quickest = None
    for port, protocol, option in ((0, "http, 1.1", "--http1.1"), (1, "https, 1.1", "--http1.1"),
                                   (2, "https, 2", "--http2")):
        link = server.link(port, "large.mp4")
        curl = ["curl", "-sS", option, "--cacert", server.authority, "-o", f"{folder}/curl.mp4", link]
        commands = [("rushes", [fetch, "fetch", server.authority, folder, "1", link])]
        if where == "disk":
            commands.append(("curl, then sync", ["sh", "-c", 'f=$1; shift; "$@" && sync "$f"', "sh",
                                                 f"{folder}/curl.mp4", *curl]))
        else:
            commands.append(("curl", curl))
            # It knows nothing of HTTP/2.
            if option == "--http1.1" and shutil.which("aria2c") is not None:
                commands.append(("aria2", new_aria2(server, folder, link)))
        walls = compare(f"{mib} MiB to {where}, {protocol}", commands, folder, rounds,
                        Cost(None, None) if where == "disk" else Cost(1.0, 1.0))
        quickest = min(sorted(walls)[len(walls) // 2], quickest or walls[0])
    return quickest


def compare_many(fetch, server, folder, rounds):
    for port, protocol, option in ((0, "http, 1.1", "--http1.1"), (2, "https, 2", "--http2")):
        link = server.link(port, "many.mp4")
        curl = ["curl", "-sS", option, "--cacert", server.authority]
        for i in range(MANY):
            curl += ["-o", f"{folder}/curl{i}.mp4", link]
        compare(f"{MANY} files of {MANY_MIB} MiB, {protocol}, 3 at once",
                [("rushes", [fetch, "fetch", server.authority, folder, "3"] + [link] * MANY),
                 ("curl, one after the other", curl)], folder, rounds)


def compare_tiny(queue, server, folder, rounds):
    """The whole way: out of a library, through the queue, checked, landed and noted. Two hosts, of which the queue
    takes two and one at once: three, like curl."""
    links = [f"http://{host}:{server.ports[0]}/tiny.mp4" for host in ("127.0.0.1", "localhost")]
    curl = ["curl", "-sS", "--no-progress-meter", "--http1.1"]
    for i in range(N_TINY):
        curl += ["-o", f"{folder}/curl{i}.mp4", links[0]]
    compare(f"{N_TINY} videos of {TINY_MIB} MiB, whole way",
            [("rushes", [queue, "run", folder]), ("curl, 3 in parallel", curl + ["-Z", "--parallel-max", "3"]),
             ("curl, one after the other", curl)], folder, rounds, Cost(1.1, None),
            prepare=lambda: subprocess.run([queue, "prepare", folder, str(N_TINY), *links], check=True))


def measure_memory(fetch, server, folder):
    for port, protocol in ((0, "http"), (1, "https"), (2, "HTTP/2")):
        names = ["many.mp4", "many.mp4", "small.mp4", "large.mp4"]
        empty(folder)
        lines = subprocess.run([fetch, "memory", server.authority, folder] + [server.link(port, name)
                                                                             for name in names],
                               check=True, capture_output=True, text=True).stdout.splitlines()
        small, large = (int(line.split()[1]) for line in lines[2:])
        for name, kib in ((f"{SMALL_MIB} MiB", small), ("the large file", large)):
            report.row(f"memory of a transfer above idle, {protocol}, {name}", [kib / 1024], unit="MiB")


def main():
    fetch, queue = map(os.path.abspath, sys.argv[1:3])
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    mib = int(sys.argv[4]) if len(sys.argv) > 4 else 1024
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for program in ("nginx", "curl", "openssl"):
        if shutil.which(program) is None:
            skip(f"{program} is not here")
    if not os.access("/dev/shm", os.W_OK) or shutil.disk_usage("/dev/shm").free < 3 * mib * MIB:
        skip("/dev/shm has not enough room")

    with tempfile.TemporaryDirectory(prefix="rushes-bench-", dir="/dev/shm") as memory, \
            tempfile.TemporaryDirectory(prefix="rushes-bench-") as disk:
        server = Server(memory, mib)
        names = ("large.mp4", "small.mp4", "many.mp4", "tiny.mp4")
        server.start({name: checksum(fetch, f"{memory}/files/{name}") for name in names})
        try:
            quickest = compare_one(fetch, server, f"{memory}/out", "memory", rounds, mib)
            compare_tiny(queue, server, f"{memory}/out", rounds)
            compare_many(fetch, server, f"{memory}/out", rounds)
            compare_one(fetch, server, f"{disk}/out", "disk", rounds, mib)
            measure_memory(fetch, server, f"{memory}/out")
        finally:
            server.stop()

    helped, portable = map(float, subprocess.run([fetch, "checksum"], check=True, capture_output=True,
                                                 text=True).stdout.split())
    for name, rate in (("as it is used", helped), ("portable", portable)):
        report.row(f"checksum, {name}, of the quickest transfer", [mib * MIB / rate / 1e9 / quickest * 100], unit="%")


if __name__ == "__main__":
    main()
