// The values of fresh weights, as a function of the seed, the tensor and the element: any piece of any tensor can be made
// alone, on any thread, so that a network larger than memory can be written to a file.

using R1Sharp.Learning.Model.Parts;
using R1Sharp.Numerics;

namespace R1Sharp.Learning.Model;

/// <summary>
/// Norms 1, biases 0, matrices normal with the options' standard deviation, the projections into the residual stream
/// smaller by √(2 · layers) (GPT-2); adapters as <see cref="Adapters.AdapterOptions"/> says.
/// </summary>
/// <param name="options">The network's shape.</param>
/// <param name="layout">Its tensors.</param>
/// <param name="seed">Decides the values.</param>
sealed class InitialWeights(ModelOptions options, ParameterLayout layout, ulong seed)
{
    /// <summary>Elements of tensor number <paramref name="index"/> of the layout, from <paramref name="first"/> on.</summary>
    public void Fill(int index, long first, Span<float> values)
    {
        var tensor = layout.Tensors[index];
        if (tensor.Initial is InitialValues.One or InitialValues.Zero)
        {
            values.Fill(tensor.Initial == InitialValues.One ? 1 : 0);
            return;
        }
        if (tensor.Initial == InitialValues.UniformByInputs)
        {
            FillUniform(index, first, values, 1 / Math.Sqrt(tensor.Columns));
            return;
        }
        double deviation = options.InitializerRange / (tensor.Initial == InitialValues.IntoResidual ? Math.Sqrt(2.0 * options.LayerCount) : 1);
        var random = new RandomStream(seed, RandomPurpose.WeightInitialization, index);
        // One normal number takes the four words of one block.
        random.SkipBlocks(first);
        foreach (ref float value in values)
            value = (float)(deviation * random.NextNormal());
    }

    void FillUniform(int index, long first, Span<float> values, double bound)
    {
        for (int i = 0; i < values.Length; i++)
        {
            var random = new RandomStream(seed, RandomPurpose.AdapterInitialization, index);
            random.SkipBlocks(first + i);
            values[i] = (float)(bound * (2 * random.NextDouble() - 1));
        }
    }
}
