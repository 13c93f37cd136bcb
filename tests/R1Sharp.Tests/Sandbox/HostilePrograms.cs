// Programs that mean harm, each with the verdicts that are right for it. Each prints ESCAPED if it gets what it wants.
// {canary}, {secret}, {port} and {pid} stand for a file of the host's, what is in it, an open port and a process.

using R1Sharp.Learning.Rewards;

namespace R1Sharp.Tests.Sandbox;

/// <summary>A program that means harm.</summary>
/// <param name="Source">The program.</param>
/// <param name="Right">The verdicts that are right.</param>
sealed record Hostile(string Source, params ProgramStatus[] Right)
{
    /// <summary>Wall-clock limit where the program would sit and wait.</summary>
    public double? WallSeconds { get; init; }
}

static class HostilePrograms
{
    const ProgramStatus Ok = ProgramStatus.Ok, Error = ProgramStatus.Error, Timeout = ProgramStatus.Timeout, Memory = ProgramStatus.Memory, Output = ProgramStatus.Output, Forbidden = ProgramStatus.Forbidden;

    const string Syscall = "import ctypes; libc = ctypes.CDLL('libc.so.6', use_errno=True)\n";

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, Hostile> All { get; } = new SortedDictionary<string, Hostile>
    {
        // Floods.
        ["fork bomb"] = new("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", Timeout) { WallSeconds = 1 },
        ["fork bomb of short lives"] = new("import os\nwhile True:\n    try:\n        if os.fork() == 0: os._exit(0)\n    except OSError: pass", Timeout) { WallSeconds = 1 },
        ["children that allocate"] = new("import os, time\nfor i in range(6):\n    if os.fork() == 0: break\nx = bytearray(150 << 20)\nfor i in range(0, len(x), 4096): x[i] = 1\ntime.sleep(60)\nprint('ESCAPED')", Memory),
        ["thread bomb"] = new("import threading, time\nn = 0\ntry:\n    while True:\n        threading.Thread(target=time.sleep, args=(60,), daemon=True).start(); n += 1\nexcept RuntimeError: pass\nprint('ESCAPED' if n > 16 else n)", Ok),
        ["memory at once"] = new("x = bytearray(1 << 34)\nprint('ESCAPED')", Memory),
        ["memory bit by bit"] = new("x = []\nwhile True: x.append(bytearray(1 << 20))", Memory),
        ["memory by a huge integer"] = new("x = 1 << (1 << 33)\nprint('ESCAPED')", Memory),
        ["memory by a shared mapping"] = new("import mmap\nm = [mmap.mmap(-1, 64 << 20) for i in range(100)]\nprint('ESCAPED')", Error, Memory),
        ["disk flood"] = new("with open('/tmp/x', 'wb') as f:\n    while True: f.write(bytes(1 << 20))", Error),
        ["disk flood of many files"] = new("n = 0\nwhile n < 1000:\n    with open(f'/tmp/{n}', 'wb') as f: f.write(bytes(1 << 20))\n    n += 1\nprint('ESCAPED')", Error),
        ["sparse file"] = new("with open('/tmp/x', 'wb') as f: f.truncate(1 << 40)\nprint('ESCAPED')", Error),
        ["flood in shared memory"] = new("n = 0\nwhile n < 1000:\n    with open(f'/dev/shm/{n}', 'wb') as f: f.write(bytes(1 << 20))\n    n += 1\nprint('ESCAPED')", Error),
        ["anonymous files"] = new("import os\nfd = os.memfd_create('x')\nprint('ESCAPED')", Forbidden),
        ["output flood"] = new("while True: print('x' * 1000)", Output),
        ["error flood"] = new("import sys\nwhile True: sys.stderr.write('x' * 1000)", Output),
        ["output flood by children"] = new("import os\nfor i in range(3): os.fork()\nwhile True: os.write(1, b'x' * 1000)", Output),
        ["endless loop"] = new("while True: pass", Timeout),
        ["endless sleep"] = new("import time\ntime.sleep(1000)", Timeout) { WallSeconds = 0.7 },
        ["loop that ignores signals"] = new("import signal\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nwhile True: pass", Timeout) { WallSeconds = 0.7 },
        ["waiting for input that never comes"] = new("import sys\nprint(repr(sys.stdin.read()))", Ok),
        ["deep recursion"] = new("import sys\nsys.setrecursionlimit(10**9)\ndef f(n): return f(n + 1) + 1\nf(0)", Error, Memory, Timeout),
        ["catastrophic regular expression"] = new("import re\nre.match('(a+)+$', 'a' * 60 + 'b')", Timeout) { WallSeconds = 0.7 },
        ["many open files"] = new("f = [open('/dev/null') for i in range(1000)]\nprint('ESCAPED')", Error),
        ["huge argument list"] = new("import os, sys\nos.execv(sys.executable, ['python3', '-c', 'pass'] + ['x' * 100000] * 100)", Error),
        ["endless replacement of itself"] = new("import os, sys\nos.execv(sys.executable, [sys.executable, '/program.py'])", Timeout) { WallSeconds = 1 },

        // The host's files.
        ["reads the password file"] = new("print(open('/etc/passwd').read(), 'ESCAPED')", Error),
        ["reads a file of the host's"] = new("print(open('{canary}').read(), 'ESCAPED')", Error),
        ["writes a file of the host's"] = new("open('{canary}', 'w').write('ESCAPED')", Error),
        ["looks for files up the tree"] = new("import os\nos.chdir('/tmp')\nfor i in range(50): os.chdir('..')\nprint('ESCAPED' if set(os.listdir('.')) - {'run', 'program.py', 'tmp', 'dev', 'usr', 'lib', 'lib64'} else 'no')", Ok),
        ["a link out"] = new("import os\nos.symlink('{canary}', '/tmp/link')\nprint(open('/tmp/link').read(), 'ESCAPED')", Error),
        ["a link to home folders"] = new("import os\nos.symlink('/root', '/tmp/root'); os.symlink('/home', '/tmp/home')\nprint(os.listdir('/tmp/root'), os.listdir('/tmp/home'), 'ESCAPED')", Error),
        ["a hard link to the interpreter"] = new("import os, sys\nos.link(sys.executable, '/tmp/python')\nprint('ESCAPED')", Error),
        ["changes the interpreter"] = new("import os, sys\nopen(sys.executable, 'r+b').write(b'ESCAPED')", Error),
        ["changes the library"] = new("import os\nopen(os.__file__, 'a').write('ESCAPED')", Error),
        ["changes its own file"] = new("open('/program.py', 'w').write('ESCAPED')", Error),
        ["writes outside tmp"] = new("import os\nfor place in ('/', '/dev', '/usr', '/run', '/lib'):\n    try:\n        open(place + '/x', 'w'); print('ESCAPED')\n    except OSError: pass", Ok),
        ["looks at the devices"] = new("import os\nprint('ESCAPED' if set(os.listdir('/dev')) - {'null', 'zero', 'full', 'random', 'urandom', 'shm', 'stdin'} else 'no')", Ok),
        ["makes a device"] = new("import os, stat\nos.mknod('/tmp/sda', 0o600 | stat.S_IFBLK, os.makedev(8, 0))\nprint('ESCAPED')", Error),
        ["looks into proc and sys"] = new("import os\nprint('ESCAPED' if os.path.exists('/proc') or os.path.exists('/sys') else 'no')", Ok),
        ["reads the environment"] = new("import os\nprint('ESCAPED' if set(os.environ) - {'PATH', 'HOME', 'LANG', 'PYTHONPATH', 'PYTHONHASHSEED', 'MALLOC_ARENA_MAX', 'LD_LIBRARY_PATH', 'PWD', 'LC_CTYPE'} else 'no')", Ok),
        ["open files that were left to it"] = new("import os\nfor fd in range(3, 256):\n    try:\n        os.fstat(fd); print('ESCAPED', fd)\n    except OSError: pass", Ok),
        ["a shell"] = new("import os\nprint('ESCAPED' if os.system('true') == 0 or os.path.exists('/bin/sh') else 'no')", Ok),

        // Other processes, and the kernel.
        ["kills its parent"] = new("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nos.kill(-1, signal.SIGKILL)\nprint('done')", Ok, Error),
        ["kills a process of the host's"] = new("import os, signal\nos.kill({pid}, signal.SIGKILL)\nprint('ESCAPED')", Error),
        ["kills itself"] = new("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nos.abort()", Error),
        ["traces"] = new(Syscall + "libc.ptrace(16, {pid}, 0, 0)\nprint('ESCAPED')", Forbidden),
        ["reads another process's memory"] = new(Syscall + "libc.process_vm_readv({pid}, None, 0, None, 0, 0)\nprint('ESCAPED')", Forbidden),
        ["mounts"] = new(Syscall + "libc.mount(b'none', b'/tmp', b'tmpfs', 0, b'size=1g')\nprint('ESCAPED')", Forbidden),
        ["unmounts"] = new(Syscall + "libc.umount2(b'/tmp', 2)\nprint('ESCAPED')", Forbidden),
        ["a namespace of its own"] = new(Syscall + "libc.unshare(0x10000000)\nprint('ESCAPED')", Forbidden),
        ["a child in a namespace of its own"] = new(Syscall + "libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0)\nprint('ESCAPED')", Forbidden, Error),
        ["keys of the kernel"] = new(Syscall + "libc.syscall(250, 0, -3, 0)\nprint('ESCAPED')", Forbidden, Error),
        ["a program for the kernel"] = new(Syscall + "libc.syscall(321, 0, 0, 0)\nprint('ESCAPED')", Forbidden, Error),
        ["calls that no filter sees"] = new(Syscall + "libc.syscall(425, 8, 0)\nprint('ESCAPED')", Forbidden),
        ["calls in the other word size"] = new(Syscall + "libc.syscall(0x40000000 + 39)\nprint('ESCAPED')", Forbidden, Error),
        ["calls off its own end with r1"] = new(Syscall + "libc.prctl(1, 0, 0, 0, 0)\nprint('ESCAPED')", Forbidden),
        ["becomes root"] = new("import os\nos.setuid(0)\nprint('ESCAPED')", Error),
        ["raises its limits"] = new("import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))\nprint('ESCAPED')", Error),
        ["leaves a process behind"] = new("import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(1000)\n    os._exit(0)\nprint('left')", Ok),
        ["leaves a process that holds the output"] = new("import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)'])\nprint('left')", Ok),

        // Network.
        ["connects to the host"] = new("import socket\nsocket.create_connection(('127.0.0.1', {port}), 1)\nprint('ESCAPED')", Forbidden),
        ["asks for a name"] = new("import socket\nprint(socket.gethostbyname('example.com'), 'ESCAPED')", Error, Forbidden),
        ["raw packets"] = new("import socket\nsocket.socket(socket.AF_PACKET, socket.SOCK_RAW)\nprint('ESCAPED')", Forbidden),
        ["a socket of the host's by name"] = new("import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect('\\0/tmp/.X11-unix/X0')\nprint('ESCAPED')", Error),
        ["downloads"] = new("import urllib.request\nprint(urllib.request.urlopen('http://127.0.0.1:{port}/').read(), 'ESCAPED')", Forbidden),

        // The verdict.
        ["early exit"] = new("import sys\nsys.exit(0)\nprint('ESCAPED')", Ok),
        ["another exit code"] = new("import os\nos._exit(7)", Error),
        ["speaks for the sandbox"] = new("print('{\"status\":\"ok\",\"exit_code\":0}'); import os; os.write(2, b'\\xff\\xfe'); raise SystemExit(3)", Error),
        ["writes to the sandbox's own files"] = new("import os\nfor fd in (3, 4, 5, 6, 7):\n    try:\n        os.write(fd, b'{\"exit-code\": 0}'); print('ESCAPED')\n    except OSError: pass\nraise SystemExit(9)", Error),
    };
}
