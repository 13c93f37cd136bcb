// The three streams that a process is given. They speak UTF-8 whatever the locale. They may be closed when the program starts, or
// while it works ("| head -1"), or the disk behind them may be full: what is printed then ends in a sentence and not in silence.

using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using R1Sharp.Learning;

namespace R1Sharp.App;

/// <summary>Standard input, output and error.</summary>
static class StandardStreams
{
    /// <summary>What standard input is called in sentences.</summary>
    public const string InputName = "standard input";

    const int InputNumber = 0, OutputNumber = 1, ErrorNumber = 2;

    // fcntl(2): O_CLOEXEC, in octal as the kernel shows it.
    const long CloseOnExec = 0x80000;

    static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Whether what cannot be printed is passed over: where results are kept in files and a run must not end for its display.</summary>
    public static bool IsOutputOptional { get; set; }

    /// <summary>Makes the console speak UTF-8 and numbers look the same everywhere.</summary>
    public static void Prepare()
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        Console.SetOut(Writer(Output()));
        Console.SetError(Writer(Stream(ErrorNumber, isOptional: () => true, Console.OpenStandardError)));
    }

    /// <summary>Standard input; empty where it is closed.</summary>
    public static Stream Input() => IsClosed(InputNumber) ? System.IO.Stream.Null : Console.OpenStandardInput();

    /// <summary>All of standard input.</summary>
    /// <exception cref="UserErrorException">It is not UTF-8.</exception>
    public static string InputText()
    {
        using var all = new MemoryStream();
        Input().CopyTo(all);
        return Utf8Text.Decode(all.ToArray(), InputName);
    }

    /// <summary>Standard output; writing ends with an <see cref="IOException"/> where nobody reads it any more.</summary>
    public static Stream Output() => Stream(OutputNumber, () => IsOutputOptional, Console.OpenStandardOutput);

    static StreamWriter Writer(Stream stream) => new(stream, s_utf8) { AutoFlush = true };

    static Stream Stream(int number, Func<bool> isOptional, Func<Stream> otherwise) =>
        OperatingSystem.IsLinux() ? new DescriptorStream(number, IsClosed(number), isOptional) : otherwise();

    // What was closed when the program started has since been taken by a file of the runtime's own, which, unlike what a process is
    // given, is closed on exec.
    static bool IsClosed(int number)
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            string flags = File.ReadLines($"/proc/self/fdinfo/{number}")
                .First(line => line.StartsWith("flags:", StringComparison.Ordinal))["flags:".Length..].Trim();
            return (Convert.ToInt64(flags, 8) & CloseOnExec) != 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return !File.Exists($"/proc/self/fdinfo/{number}") && Directory.Exists("/proc/self/fdinfo");
        }
    }

    /// <summary>Writes to a file descriptor. .NET's own stream passes over a reader that is gone.</summary>
    sealed class DescriptorStream(int number, bool isClosed, Func<bool> isOptional) : Stream
    {
        const int Interrupted = 4, TryAgain = 11, BrokenPipe = 32;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (isClosed)
            {
                Refuse("standard output is closed: give it a reader or a file.");
                return;
            }
            while (buffer.Length > 0)
            {
                nint written = Write(number, ref MemoryMarshal.GetReference(buffer), buffer.Length);
                if (written >= 0)
                    buffer = buffer[(int)written..];
                else if (Marshal.GetLastPInvokeError() is not Interrupted and var error && !Waited(error))
                {
                    Refuse(error == BrokenPipe ? "standard output was closed by its reader before everything was written."
                        : $"cannot write to standard output: {Marshal.GetPInvokeErrorMessage(error)}.");
                    return;
                }
            }
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        void Refuse(string sentence)
        {
            if (!isOptional())
                throw new IOException(sentence);
        }

        // The other end of a stream that does not block may be slow.
        static bool Waited(int error)
        {
            if (error == TryAgain)
                Thread.Sleep(1);
            return error == TryAgain;
        }

        [DllImport("libc", EntryPoint = "write", SetLastError = true)]
        static extern nint Write(int descriptor, ref byte bytes, nint count);
    }
}
