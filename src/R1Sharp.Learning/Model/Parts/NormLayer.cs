// RMSNorm of whole rows, with its weight.

using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Memory;

namespace R1Sharp.Learning.Model.Parts;

/// <summary>y = x / rms(x) ∘ w.</summary>
/// <param name="plan">Takes down its parameters.</param>
/// <param name="name">The weight's name in Hugging Face files.</param>
/// <param name="ggufName">The weight's name in GGUF files.</param>
sealed class NormLayer(PartPlan plan, string name, string ggufName)
{
    readonly double _epsilon = plan.Options.RmsNormEpsilon;
    readonly ParameterGroup _weight = plan.NormWeights(new PartTensor(name, ggufName, plan.Options.HiddenSize));
    readonly RowBuffer _inverseRms = plan.Keep(1);

    /// <summary>y = norm(x).</summary>
    public void Forward(LayerPass pass, Matrix x, Matrix y)
    {
        RmsNorm.Forward(x, pass.Vector(_weight), _epsilon, y, pass[_inverseRms].Column());
        pass.Finished(StepParts.Norm);
    }

    /// <summary>dX += the gradient at x, which must be what it was; dw accumulates too.</summary>
    public void Backward(LayerPass pass, Matrix dY, Matrix x, Matrix dX)
    {
        RmsNorm.Backward(dY, x, pass.Vector(_weight), pass[_inverseRms].Column(), dX, pass.Gradient(_weight).Row(0));
        pass.Finished(StepParts.Norm);
    }
}
