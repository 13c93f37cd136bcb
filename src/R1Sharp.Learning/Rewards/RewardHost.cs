// What rewards need of the program around them, and what this project does not have: a sandbox for programs, and models behind a URL.


namespace R1Sharp.Learning.Rewards;

/// <summary>Handed to the rewards that run programs or ask models.</summary>
public sealed record RewardHost
{
    /// <summary>A host that has nothing: rewards can be made and listed, but no program is run and no model asked.</summary>
    public static RewardHost None { get; } = new();

    /// <summary>Where programs run.</summary>
    public IProgramRunner Programs { get; init; } = new Nothing();

    /// <summary>How a model behind a URL is reached.</summary>
    public Func<ChatEndpointOptions, IChatEndpoint> Chats { get; init; } = _ => new Nothing();

    /// <summary>Judges the problems of benchmarks (<see cref="Problem.Task"/>), each by its own measure; null judges them as all others.</summary>
    public IReward? Benchmarks { get; init; }

    sealed class Nothing : IProgramRunner, IChatEndpoint
    {
        public ProgramResult Run(ProgramRequest request) => throw NoSandbox();

        public T Converse<T>(Func<Func<ProgramRequest, IProgramConversation>, T> talk) => throw NoSandbox();

        public string Ask(string message) => throw new UserErrorException("No way to reach a model is connected here: give the reward a host that has one.");

        static UserErrorException NoSandbox() => new("No sandbox is connected, and programs are not run without one: give the reward a host that has one.");
    }
}
