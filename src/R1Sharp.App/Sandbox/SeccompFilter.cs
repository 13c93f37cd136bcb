// The kernel's filter of system calls, as a program of the classic Berkeley packet filter (seccomp(2), bpf(4)).
//
// It is a list of what no program needs and attacks on the kernel start from; everything else is allowed, so that Python
// and its library work. What it forbids ends the process at once (SIGSYS): a program that tries is not merely mistaken.

using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace R1Sharp.App.Sandbox;

/// <summary>Makes the filter for the machine's processor.</summary>
static class SeccompFilter
{
    const ushort LoadWord = 0x20, JumpIfEqual = 0x15, JumpIfAtLeast = 0x35, JumpIfAnyBit = 0x45, Return = 0x06;
    const uint Kill = 0x8000_0000, Allow = 0x7fff_0000, NotImplemented = 0x0005_0000 | 38;
    const uint NumberOffset = 0, ArchitectureOffset = 4, FirstArgumentOffset = 16;

    // CLONE_NEW{NS, CGROUP, UTS, IPC, USER, PID, NET}.
    const uint NamespaceFlags = 0x0002_0000 | 0x0200_0000 | 0x0400_0000 | 0x0800_0000 | 0x1000_0000 | 0x2000_0000 | 0x4000_0000;
    const uint UnixSockets = 1, SetParentDeathSignal = 1;

    /// <summary>Number of a call on x86-64 and on Arm (64 bits); null where it does not exist.</summary>
    sealed record Call(string Name, uint? X64, uint? Arm64);

    static readonly Call[] s_forbidden =
    [
        // Other processes' memory and files.
        new("ptrace", 101, 117), new("process_vm_readv", 310, 270), new("process_vm_writev", 311, 271), new("kcmp", 312, 272),
        new("pidfd_getfd", 438, 438), new("process_madvise", 440, 440),
        // Mounts and namespaces.
        new("mount", 165, 40), new("umount2", 166, 39), new("pivot_root", 155, 41), new("chroot", 161, 51), new("unshare", 272, 97),
        new("setns", 308, 268), new("open_tree", 428, 428), new("move_mount", 429, 429), new("fsopen", 430, 430), new("fsconfig", 431, 431),
        new("fsmount", 432, 432), new("fspick", 433, 433), new("mount_setattr", 442, 442), new("open_tree_attr", 467, 467),
        new("open_by_handle_at", 304, 265), new("name_to_handle_at", 303, 264),
        // Keys, programs for the kernel, measuring it, page faults in user hands, asynchronous calls that no filter sees.
        new("add_key", 248, 217), new("request_key", 249, 218), new("keyctl", 250, 219), new("bpf", 321, 280), new("perf_event_open", 298, 241),
        new("userfaultfd", 323, 282), new("io_uring_setup", 425, 425), new("io_uring_enter", 426, 426), new("io_uring_register", 427, 427),
        // Memory that no limit counts.
        new("memfd_create", 319, 279), new("memfd_secret", 447, 447), new("shmget", 29, 194), new("shmat", 30, 196), new("msgget", 68, 186),
        new("semget", 64, 190), new("mq_open", 240, 180), new("vmsplice", 278, 75),
        // The machine itself.
        new("kexec_load", 246, 104), new("kexec_file_load", 320, 294), new("init_module", 175, 105), new("finit_module", 313, 273),
        new("delete_module", 176, 106), new("reboot", 169, 142), new("swapon", 167, 224), new("swapoff", 168, 225), new("acct", 163, 89),
        new("quotactl", 179, 60), new("quotactl_fd", 443, 443), new("syslog", 103, 116), new("settimeofday", 164, 170), new("clock_settime", 227, 112),
        new("adjtimex", 159, 171), new("clock_adjtime", 305, 266), new("sethostname", 170, 161), new("setdomainname", 171, 162),
        new("fanotify_init", 300, 262), new("personality", 135, 92), new("lookup_dcookie", 212, 18), new("nfsservctl", 180, 42),
        new("iopl", 172, null), new("ioperm", 173, null), new("modify_ldt", 154, null), new("uselib", 134, null), new("sysfs", 139, null),
        new("vhangup", 153, 58),
    ];

    static readonly Call s_socket = new("socket", 41, 198), s_clone = new("clone", 56, 220), s_clone3 = new("clone3", 435, 435),
    s_prctl = new("prctl", 157, 167);

    /// <summary>The filter as bytes for bwrap --seccomp; null for a processor whose calls are not known here.</summary>
    public static byte[]? Create() => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => Assemble(0xc000_003e, call => call.X64),
        Architecture.Arm64 => Assemble(0xc000_00b7, call => call.Arm64),
        _ => null,
    };

    static byte[] Assemble(uint architecture, Func<Call, uint?> numberOf)
    {
        var program = new List<(ushort Code, byte IfTrue, byte IfFalse, uint Value)>
        {
            (LoadWord, 0, 0, ArchitectureOffset), (JumpIfEqual, 1, 0, architecture), (Return, 0, 0, Kill),
            // Calls of the other word size on the same processor have numbers from 2³⁰ on.
            (LoadWord, 0, 0, NumberOffset), (JumpIfAtLeast, 0, 1, 0x4000_0000), (Return, 0, 0, Kill),
        };
        foreach (var call in s_forbidden)
            if (numberOf(call) is { } number)
                program.AddRange([(JumpIfEqual, 0, 1, number), (Return, 0, 0, Kill)]);
        // The flags of clone3 lie in memory, where a filter cannot look; without it the C library takes clone.
        program.AddRange([(JumpIfEqual, 0, 1, numberOf(s_clone3)!.Value), (Return, 0, 0, NotImplemented)]);
        // No network, not even the loopback interface; sockets between the program's own processes are allowed.
        program.AddRange([(JumpIfEqual, 0, 4, numberOf(s_socket)!.Value), (LoadWord, 0, 0, FirstArgumentOffset), (JumpIfEqual, 0, 1, UnixSockets),
            (Return, 0, 0, Allow), (Return, 0, 0, Kill)]);
        program.AddRange([(JumpIfEqual, 0, 4, numberOf(s_clone)!.Value), (LoadWord, 0, 0, FirstArgumentOffset), (JumpIfAnyBit, 0, 1, NamespaceFlags),
            (Return, 0, 0, Kill), (Return, 0, 0, Allow)]);
        // The program is the first process of its namespace and dies with its parent; it must not call that off.
        program.AddRange([(JumpIfEqual, 0, 4, numberOf(s_prctl)!.Value), (LoadWord, 0, 0, FirstArgumentOffset), (JumpIfEqual, 0, 1, SetParentDeathSignal),
            (Return, 0, 0, Kill), (Return, 0, 0, Allow)]);
        program.Add((Return, 0, 0, Allow));
        return Bytes(program);
    }

    // struct sock_filter { u16 code; u8 jt, jf; u32 k; }; both processors are little-endian.
    static byte[] Bytes(List<(ushort Code, byte IfTrue, byte IfFalse, uint Value)> program)
    {
        byte[] bytes = new byte[8 * program.Count];
        for (int i = 0; i < program.Count; i++)
        {
            var at = bytes.AsSpan(8 * i);
            BinaryPrimitives.WriteUInt16LittleEndian(at, program[i].Code);
            (at[2], at[3]) = (program[i].IfTrue, program[i].IfFalse);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], program[i].Value);
        }
        return bytes;
    }
}
