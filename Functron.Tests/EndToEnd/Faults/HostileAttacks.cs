namespace Functron.Tests.Faults;

/// <summary>What a function that is root may try against the launcher, process 1 of its container, and against its own end.</summary>
internal static class HostileAttacks
{
    /// <summary>Before each: calls of the kernel by number, which are the same by name everywhere but not in libc.</summary>
    public const string Prelude = """
        import ctypes, mmap, os, platform, resource, signal, socket, struct, subprocess, sys, threading, time
        libc = ctypes.CDLL(None, use_errno=True)
        arm = platform.machine() == 'aarch64'
        def say(*words): print(*words, flush=True)
        def attempt(what, do):
            try: r = do()
            except OSError as e: r = f'refused {e.errno}'
            except Exception as e: r = f'failed {e}'
            say(what, r)
        def call(name, *args):
            r = getattr(libc, name)(*args)
            return r if r != -1 else f'refused {ctypes.get_errno()}'
        def forever():
            while True: time.sleep(1)
        def spin():
            while True: pass
        def children(n, do):
            for _ in range(n):
                if os.fork() == 0:
                    try: do()
                    finally: os._exit(0)
        class Param(ctypes.Structure): _fields_ = [('priority', ctypes.c_int)]
        say('begun')

        """;

    /// <summary>Each goes on until its deadline.</summary>
    public static readonly IReadOnlyDictionary<string, string> Endless = new Dictionary<string, string>
    {
        ["six processes send process 1 queued signals without end"] = """
            signal.signal(signal.SIGRTMIN, signal.SIG_IGN)
            def flood():
              while True: libc.sigqueue(1, signal.SIGRTMIN, None)
            children(6, flood); forever()
            """,
        ["six processes send process 1 all that it passes on"] = """
            for s in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGINT): signal.signal(s, signal.SIG_IGN)
            def flood():
              while True:
                for s in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGINT): os.kill(1, s)
            children(6, flood); forever()
            """,
        ["process 1 is killed and stopped"] = "for s in (signal.SIGKILL, signal.SIGSTOP): attempt(s, lambda: os.kill(1, s))\nforever()",
        ["it kills all that it may"] = "attempt('kill', lambda: os.kill(-1, signal.SIGKILL)); forever()",
        ["it stops itself"] = "os.kill(os.getpid(), signal.SIGSTOP)",
        ["it ignores every signal"] = """
            for s in range(1, 65):
              try: signal.signal(s, signal.SIG_IGN)
              except (OSError, ValueError): pass
            spin()
            """,
        ["children without end"] = "def more():\n  while True:\n    try: os.fork()\n    except OSError: time.sleep(0.01)\nmore()",
        ["children that leave its session without end"] = """
            def leave():
              os.setsid()
              while True:
                try: os.fork()
                except OSError: time.sleep(0.01)
            children(4, leave); forever()
            """,
        ["orphans without end"] = """
            def orphans():
              while True:
                try:
                  p = os.fork()
                  if p == 0:
                    try: os.fork()
                    finally: os._exit(0)
                  os.waitpid(p, 0)
                except OSError: pass
            children(4, orphans); forever()
            """,
        ["both streams without end"] = "def out(fd):\n  while True: os.write(fd, b'x' * 65536)\nchildren(2, lambda: out(1)); out(2)",
        ["one byte at a time without end"] = "while True: os.write(1, b'x')",
        ["process 1 is idle, and 300 children spin"] = """
            attempt('idle', lambda: call('sched_setscheduler', 1, 5, ctypes.byref(Param(0)))); children(300, spin); forever()
            """,
        ["process 1 has one processor, and 300 children spin on it"] = """
            attempt('affinity', lambda: os.sched_setaffinity(1, {0})); os.sched_setaffinity(0, {0}); children(300, spin); forever()
            """,
        ["process 1 comes last, and 300 children spin"] = """
            for w, n in ((0, 1), (1, 1), (2, 0)): attempt('priority', lambda: os.setpriority(w, n, 19))
            children(300, spin); forever()
            """,
        ["process 1 is idle at the disk"] = """
            for w in (1, 2, 3): attempt('ioprio', lambda: libc.syscall(30 if arm else 251, w, 1 if w < 3 else 0, 3 << 13))
            forever()
            """,
        ["process 1 may open nothing and compute no longer"] = """
            limits = (resource.RLIMIT_NOFILE, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_AS)
            for what in limits: attempt(what, lambda: resource.prlimit(1, what, (1, 1)))
            forever()
            """,
        ["it is another user before it takes process 1's files"] = """
            os.setgid(65534); os.setuid(65534); attempt('limit', lambda: resource.prlimit(1, resource.RLIMIT_NOFILE, (0, 0))); forever()
            """,
        ["process 1 is the first to go when memory is short"] = """
            attempt('oom', lambda: open('/proc/1/oom_score_adj', 'w').write('1000')); forever()
            """,
        ["process 1 is the first to go, again and again, and memory is short"] = """
            def write():
              while True:
                for f in ('/proc/1/oom_score_adj', '/proc/1/task/1/oom_score_adj'):
                  try: open(f, 'w').write('1000')
                  except OSError: pass
            def eat():
              b = []
              while True: b.append(bytearray(50 << 20))
            children(2, write)
            while True: children(1, eat); time.sleep(0.3)
            """,
        ["process 1's group comes last"] = """
            attempt('autogroup', lambda: open('/proc/1/autogroup', 'w').write('19')); children(300, spin); forever()
            """,
        ["process 1 is traced"] = """
            for request in (16, 0x4206): attempt('ptrace', lambda: call('ptrace', request, 1, None, None))
            forever()
            """,
        ["process 1's memory is written"] = """
            attempt('mem', lambda: open('/proc/1/mem', 'r+b').write(b'x'))
            attempt('writev', lambda: libc.syscall(271 if arm else 311, 1, None, 0, None, 0, 0))
            forever()
            """,
        ["process 1's files are taken"] = """
            fd = libc.syscall(434, 1, 0); say('pidfd', fd)
            for n in range(20): attempt('getfd', lambda: libc.syscall(438, fd, n, 0))
            seen = os.listdir('/proc/1/fd') if os.access('/proc/1/fd', os.R_OK) else []
            for n in seen: attempt(n, lambda: os.readlink(f'/proc/1/fd/{n}'))
            forever()
            """,
        ["it has users of its own and tries again"] = """
            attempt('unshare', lambda: call('unshare', 0x10000000))
            attempt('priority', lambda: os.setpriority(0, 1, 19))
            attempt('affinity', lambda: os.sched_setaffinity(1, {0}))
            forever()
            """,
        ["the launcher's folder is emptied and mounted over"] = """
            attempt('rm', lambda: subprocess.run(['rm', '-rf', '/dev/.functron'], capture_output=True).returncode)
            attempt('mount', lambda: call('mount', b'none', b'/dev/.functron', b'tmpfs', 0, None))
            attempt('umount', lambda: call('umount2', b'/dev/.functron', 2))
            forever()
            """,
        ["the launcher's socket is called without end"] = """
            def knock():
              while True:
                s = socket.socket(socket.AF_UNIX)
                try: s.connect('/dev/.functron/socket'); s.send(b'K' * 100)
                except OSError: time.sleep(0.001)
            children(4, knock); forever()
            """,
        ["files without end"] = """
            fds = []
            while True:
              try: fds.append(os.open('/dev/null', os.O_RDONLY))
              except OSError: time.sleep(0.1)
            """,
        ["its streams are closed and it goes on"] = "os.close(0); os.close(1); os.close(2); spin()",
        ["an orphan holds its streams"] = "children(1, forever); children(1, spin); forever()",
    };

    /// <summary>Each ends by itself, with this exit code.</summary>
    public static readonly IReadOnlyDictionary<string, (string Script, int ExitCode)> Finite = new Dictionary<string, (string, int)>
    {
        ["it ends by the signal of an engine's stop"] = ("os.kill(os.getpid(), signal.SIGTERM)", 143),
        ["it is traced by process 1, and stops"] = ("call('ptrace', 0, 0, None, None); os.kill(os.getpid(), signal.SIGUSR1)", 138),
        ["it ends amid 400 dead children"] = ("for _ in range(400):\n  if os.fork() == 0: os._exit(0)\nos._exit(7)", 7),
        ["an orphan holds its streams after its end"] = ("children(1, forever); os._exit(3)", 3),
    };
}
