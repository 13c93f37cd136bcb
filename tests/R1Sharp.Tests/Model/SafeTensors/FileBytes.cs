// Weight files made by hand, so that each test can break one thing.

using System.Buffers.Binary;
using System.Text;
using R1Sharp.Learning;
using R1Sharp.Learning.Model.SafeTensors;
using Xunit;

namespace R1Sharp.Tests.Model.SafeTensors;

/// <summary>Bytes of files.</summary>
static class FileBytes
{
    /// <summary>A file of a header and so many bytes of data, which count up.</summary>
    public static byte[] Of(string header, int dataBytes, ulong? announced = null) => Of(Encoding.UTF8.GetBytes(header), dataBytes, announced);

    public static byte[] Of(byte[] header, int dataBytes, ulong? announced = null)
    {
        var file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, announced ?? (ulong)header.Length);
        header.CopyTo(file, 8);
        for (int i = 0; i < dataBytes; i++)
            file[8 + header.Length + i] = (byte)i;
        return file;
    }

    /// <summary>The one sentence with which something is refused.</summary>
    public static string Refusal(Action open)
    {
        string message = Assert.Throws<UserErrorException>(open).Message;
        Assert.DoesNotContain('\n', message);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
        Assert.True(message.Length < 1000, message);
        return message;
    }

    /// <summary>Opens a file and closes it again.</summary>
    public static void Open(string path) => SafeTensorsFile.Open(path).Dispose();
}
