"""Attempts of code hidden in a model to break out: `python_argv("tests.hostile.confined_tries", BOUNDS, FACTS)`.

Confines itself as a child does and prints, for each attempt, "done" or the error. The same source is put into a model,
see tests/unit/sessions/test_confinement.py.
"""

import json
import sys

TRIES = """
import ctypes, json, os, socket, subprocess
libc = ctypes.CDLL(None, use_errno=True)
found = {}

def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

def attempt(name, action):
    if name == skipped:
        return
    try:
        action()
        found[name] = "done"
    except (OSError, MemoryError, subprocess.SubprocessError) as error:
        found[name] = f"{type(error).__name__} {getattr(error, 'errno', None)}"

def reached(kind, address):
    with socket.socket(*kind) as made:
        made.settimeout(5)
        made.connect(address)

def own_file(size):
    with open(os.path.join(own, "endless"), "wb") as file:
        file.truncate(size)

inet, stream, datagram = socket.AF_INET, socket.SOCK_STREAM, socket.SOCK_DGRAM
attempt("write elsewhere", lambda: open(elsewhere + "/new", "w").close())
attempt("change a file elsewhere", lambda: open(secret, "a").close())
attempt("cut off the model", lambda: os.close(os.open(model, os.O_RDONLY | os.O_TRUNC)))
attempt("truncate a file elsewhere", lambda: os.truncate(secret, 0))
attempt("remove a file elsewhere", lambda: os.unlink(elsewhere + "/doomed"))
attempt("make a folder elsewhere", lambda: os.mkdir(elsewhere + "/folder"))
attempt("move out", lambda: (open(own + "/mine", "w").close(), os.rename(own + "/mine", elsewhere + "/mine")))
attempt("change permissions elsewhere", lambda: os.chmod(secret, 0o777))
attempt("change times elsewhere", lambda: os.utime(secret))
attempt("read a secret", lambda: open(secret).read())
attempt("read by a link", lambda: (os.symlink(secret, own + "/link"), open(own + "/link").read()))
attempt("read by a second name", lambda: (os.link(secret, own + "/name"), open(own + "/name").read()))
attempt("list a folder elsewhere", lambda: os.listdir(elsewhere))
attempt("read another's environment", lambda: open(f"/proc/{other}/environ", "rb").read())
attempt("read another's list of files", lambda: os.listdir(f"/proc/{other}/fd"))
attempt("read another's memory", lambda: open(f"/proc/{other}/mem", "rb").close())
attempt("run a shell", lambda: subprocess.run(["/bin/sh", "-c", "true"], check=True))
attempt("become a program", lambda: os.execv("/bin/false", ["false"]))
attempt("become two", lambda: os.fork() or os._exit(0))
attempt("tcp", lambda: reached((inet, stream), ("127.0.0.1", port)))
attempt("udp", lambda: reached((inet, datagram), ("127.0.0.1", port)))
attempt("unix socket", lambda: reached((socket.AF_UNIX, stream), door))
attempt("abstract socket", lambda: reached((socket.AF_UNIX, stream), chr(0) + abstract))
attempt("listen", lambda: socket.socket(inet, stream).bind(("127.0.0.1", 0)))
attempt("signal another", lambda: os.kill(other, 0))
attempt("signal all", lambda: os.kill(-1, 0))
attempt("trace another", lambda: call("ptrace", 0x4206, other, 0, 0))
attempt("another's limits", lambda: __import__("resource").prlimit(other, 7))
attempt("new namespace", lambda: call("unshare", 0x10000000))
attempt("endless file", lambda: own_file(6 << 30))
attempt("memory", lambda: __import__("mmap").mmap(-1, 8 << 30, flags=34))
attempt("write at home", lambda: open(os.path.join(own, "fine"), "w").close())
attempt("read the model", lambda: open(model, "rb").read(1))
attempt("signal itself", lambda: os.kill(os.getpid(), 0))
attempt("a thread", lambda: __import__("threading").Thread(target=len, args=((),)).start())
"""


def main(bounds: str, facts: str, version: str = "") -> None:
    """Prints `{"confined": ..., "found": {attempt: outcome}}`; `version` limits Landlock to an ABI."""
    from dataclasses import asdict

    from builder.child.confine import landlock
    from builder.child.confine.confinement import Bounds, confine

    if version:
        landlock.abi = lambda: int(version)
    confined = confine(Bounds.from_argument(bounds))
    names = json.loads(facts)
    exec(TRIES, names)
    print(json.dumps({"confined": asdict(confined), "found": names["found"]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
