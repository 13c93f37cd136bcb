// Weights that are not finite make every result of a network worthless, and nothing shows it: they are refused when they are read.

using System.Globalization;
using R1Sharp.Numerics.Kernels;

namespace R1Sharp.Learning.Model;

/// <summary>Refuses weights that are infinite or no numbers.</summary>
static class FiniteWeights
{
    const int PieceElements = 1 << 20;

    /// <summary>Whether all are finite.</summary>
    public static bool Are(ReadOnlySpan<float> values) => Finiteness.FirstNonFinite(values) < 0;

    /// <summary>
    /// The exception that names the first such value of a model, tensor by tensor in the layout's order: whichever thread found
    /// one, the sentence is the same.
    /// </summary>
    /// <param name="path">The model.</param>
    /// <param name="layout">Its tensors.</param>
    /// <param name="read">Reads them without a check.</param>
    public static UserErrorException First(string path, ParameterLayout layout, ParameterReader read)
    {
        var piece = new float[Math.Min(PieceElements, layout.Tensors.Max(t => t.Length))];
        foreach (var tensor in layout.Tensors)
            for (long first = 0; first < tensor.Length; first += piece.Length)
            {
                var values = piece.AsSpan(0, (int)Math.Min(piece.Length, tensor.Length - first));
                read(tensor, first, values);
                if (Finiteness.FirstNonFinite(values) is >= 0 and var index)
                    return Refused(path, tensor, first + index, values[index]);
            }
        return new($"{path}: the weights changed while they were read.");
    }

    static UserErrorException Refused(string path, ParameterTensor tensor, long index, float value)
    {
        string place = tensor.IsMatrix ? $"row {index / tensor.Columns}, column {index % tensor.Columns}" : $"element {index}";
        string what = float.IsNaN(value) ? "NaN" : value > 0 ? "infinity" : "minus infinity";
        return new(string.Create(CultureInfo.InvariantCulture,
            $"{path}: tensor {tensor.Name} holds {what} at {place} (counted from 0): the weights are damaged, or were saved by a training that had diverged; "
                + $"take an earlier or another copy."));
    }
}
