// Which panels can be kept as their file stores them, and their bytes.

using R1Sharp.Learning.Model.Gguf;
using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Learning.Model;

/// <summary>Reads rows of a matrix as they are stored, from row <c>firstRow</c> on.</summary>
delegate void StoredReader(ParameterTensor tensor, int firstRow, Span<byte> to);

/// <summary>The stored blocks of a source of weights.</summary>
/// <param name="blocksOf">The blocks in which a matrix is stored; null for none.</param>
/// <param name="read">Reads them.</param>
sealed class StoredPanels(Func<ParameterTensor, GgufTensorType?> blocksOf, StoredReader read)
{
    /// <summary>
    /// The format of each panel of 32 rows of matrices that stand one below the other; null where a matrix is in no block format, or a
    /// panel would be in two of them.
    /// </summary>
    public StoredFormat[]? FormatsOf(IReadOnlyList<ParameterTensor> tensors)
    {
        int rows = tensors.Sum(t => t.Rows);
        var formats = new StoredFormat?[(rows + PackedMatrix.PanelColumns - 1) / PackedMatrix.PanelColumns];
        int first = 0;
        foreach (var tensor in tensors)
        {
            if (blocksOf(tensor)?.Stored() is not { } format)
                return null;
            for (int panel = first / PackedMatrix.PanelColumns; panel * PackedMatrix.PanelColumns < first + tensor.Rows; panel++)
                if ((formats[panel] ??= format) != format)
                    return null;
            first += tensor.Rows;
        }
        return [.. formats.Select(format => format!.Value)];
    }

    /// <summary>Rows as they are stored.</summary>
    public void Read(ParameterTensor tensor, int firstRow, Span<byte> to) => read(tensor, firstRow, to);
}
