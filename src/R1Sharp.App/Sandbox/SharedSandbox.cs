// The sandbox, opened when the first program is to be run, so that rewards can be listed and recipes read where there is none.

using R1Sharp.Learning.Rewards;

namespace R1Sharp.App.Sandbox;

/// <summary>Runs programs in the sandbox that all share.</summary>
sealed class SharedSandbox : IProgramRunner
{
    /// <inheritdoc/>
    public ProgramResult Run(ProgramRequest request) => PythonSandbox.Shared.Run(request);

    /// <inheritdoc/>
    public T Converse<T>(Func<Func<ProgramRequest, IProgramConversation>, T> talk) => PythonSandbox.Shared.Converse(talk);
}
