// The order of the rows of query and key projections. Hugging Face's rotary embedding turns element i of a head's first
// half with element i of its second half; llama.cpp's for the architecture "llama" turns neighbours (Meta's original form).
// Reordering the projections' rows makes one of the other; for Qwen llama.cpp uses halves as Hugging Face does.

using R1Sharp.Learning.Model.Architectures;

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>Which row of the one form is which row of the other.</summary>
static class GgufRotaryOrder
{
    /// <summary>Whether a tensor's rows are in another order in files of this architecture.</summary>
    public static bool Differs(ArchitectureFormat format, ParameterTensor tensor) => format.IsLlamaInGguf && tensor.IsRotated;

    /// <summary>The row in halves that is row <paramref name="row"/> with neighbours.</summary>
    /// <param name="row">Row of the projection.</param>
    /// <param name="headSize">D, even.</param>
    public static int RowInHalves(int row, int headSize)
    {
        int head = row / headSize, element = row % headSize;
        return head * headSize + element / 2 + element % 2 * (headSize / 2);
    }

    /// <summary>The row with neighbours that is row <paramref name="row"/> in halves.</summary>
    public static int RowWithNeighbours(int row, int headSize)
    {
        int head = row / headSize, element = row % headSize, half = headSize / 2;
        return head * headSize + (element < half ? 2 * element : 2 * (element - half) + 1);
    }

    /// <summary>Called for each row that a range of numbers touches.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">Its first number that belongs to the range.</param>
    /// <param name="part">Where these numbers belong.</param>
    public delegate void RowPart(int row, long column, Span<float> part);

    /// <summary>Cuts the range of numbers from <paramref name="first"/> on into rows.</summary>
    public static void ForEachRow(long first, Span<float> to, long columns, RowPart action)
    {
        while (to.Length > 0)
        {
            long column = first % columns;
            int length = (int)Math.Min(columns - column, to.Length);
            action((int)(first / columns), column, to[..length]);
            first += length;
            to = to[length..];
        }
    }
}
