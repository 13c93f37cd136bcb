// The tensors of a file against those of a network: each must be there, of the right shape, and no other.

using R1Sharp.Learning.Model.SafeTensors;

namespace R1Sharp.Learning.Model;

/// <summary>Matches what is stored with what a network has.</summary>
static class CheckpointTensors
{
    /// <summary>The dimensions of a tensor in a file.</summary>
    public static long[] Shape(ParameterTensor tensor) => tensor.IsMatrix ? [tensor.Rows, tensor.Columns] : [tensor.Columns];

    /// <summary>Finds each expected tensor.</summary>
    /// <param name="place">The file or folder, for messages.</param>
    /// <param name="stored">All tensors that are stored.</param>
    /// <param name="expected">The network's tensors by stored name.</param>
    /// <exception cref="UserErrorException">A tensor is missing, unknown, or of another shape or type; it is named.</exception>
    public static Dictionary<string, StoredTensor> Match(string place, IEnumerable<StoredTensor> stored, IReadOnlyDictionary<string, ParameterTensor> expected)
    {
        var found = new Dictionary<string, StoredTensor>(StringComparer.Ordinal);
        foreach (var tensor in stored)
        {
            if (!expected.TryGetValue(tensor.Entry.Name, out var parameter))
                throw new UserErrorException($"{tensor.File.Path} holds tensor {TensorText.Quote(tensor.Entry.Name)}, which this network does not have: "
                    + "config.json does not belong to these weights.");
            Require(tensor, parameter);
            found.Add(tensor.Entry.Name, tensor);
        }
        string[] missing = [.. expected.Keys.Where(n => !found.ContainsKey(n)).Order(StringComparer.Ordinal)];
        return missing.Length == 0 ? found
            : throw new UserErrorException(
                $"{place} lacks tensor {missing[0]}{(missing.Length > 1 ? $" and {missing.Length - 1} more" : "")}: the checkpoint is incomplete.");
    }

    /// <summary>The tensor must have the shape of a parameter and a type that weights can have.</summary>
    public static void Require(StoredTensor tensor, ParameterTensor parameter)
    {
        _ = tensor.File.WeightTypeOf(tensor.Entry);
        if (!tensor.Entry.Shape.SequenceEqual(Shape(parameter)))
            throw new UserErrorException($"{tensor.File.Path}: tensor {TensorText.Quote(tensor.Entry.Name)} has shape "
                + $"{TensorText.Shape(tensor.Entry.Shape)}, but config.json asks for {TensorText.Shape(Shape(parameter))}.");
    }

    /// <summary>Sources for every tensor of a block, under a prefix.</summary>
    public static IEnumerable<TensorSource> Sources(Weights weights, string prefix, WeightType type) => weights.Layout.Tensors.Select(t =>
        TensorSource.OfValues(prefix + t.Name, type, Shape(t), (first, to) => weights.Read(t, first, to.Span)));
}
