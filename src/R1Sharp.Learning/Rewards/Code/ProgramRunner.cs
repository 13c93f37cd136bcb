// Where rewards by name find the sandbox, which lies outside this project.

namespace R1Sharp.Learning.Rewards.Code;

/// <summary>The runner of programs that the catalog's rewards use.</summary>
public static class ProgramRunner
{
    static Func<IProgramRunner> s_open = () => throw new UserErrorException("No sandbox is connected, and programs are not run without one: set ProgramRunner.Open.");

    /// <summary>Gives the sandbox; called when the first program is to be run, so that rewards can be listed where there is none.</summary>
    public static Func<IProgramRunner> Open { set => s_open = value; }

    /// <summary>A runner that opens the sandbox at the first program.</summary>
    public static IProgramRunner Shared { get; } = new Late();

    sealed class Late : IProgramRunner
    {
        public ProgramResult Run(ProgramRequest request) => s_open().Run(request);

        public T Converse<T>(Func<Func<ProgramRequest, IProgramConversation>, T> talk) => s_open().Converse(talk);
    }
}
