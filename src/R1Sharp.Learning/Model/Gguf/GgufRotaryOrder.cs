// The order of the rows of query and key projections. Hugging Face's rotary embedding turns element i of a head's first
// half with element i of its second half; llama.cpp's for the architecture "llama" turns neighbours (Meta's original form).
// Reordering the projections' rows makes one of the other; for Qwen llama.cpp uses halves as Hugging Face does.

namespace R1Sharp.Learning.Model.Gguf;

/// <summary>Which row of the one form is which row of the other.</summary>
static class GgufRotaryOrder
{
    /// <summary>Whether a tensor's rows are in another order in files of this architecture; names are Hugging Face's.</summary>
    public static bool Differs(string architecture, string name) =>
        architecture == "llama" && (name.Contains(".q_proj.", StringComparison.Ordinal) || name.Contains(".k_proj.", StringComparison.Ordinal));

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

    /// <summary>Brings a tensor's rows from the order with neighbours into halves.</summary>
    public static float[] ToHalves(ReadOnlySpan<float> values, int rows, int headSize)
    {
        int columns = values.Length / rows;
        var ordered = new float[values.Length];
        for (int row = 0; row < rows; row++)
            values.Slice(RowWithNeighbours(row, headSize) * columns, columns).CopyTo(ordered.AsSpan(row * columns));
        return ordered;
    }
}
