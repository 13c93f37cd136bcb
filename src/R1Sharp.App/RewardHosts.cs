// What the program gives to rewards: the sandbox, and services behind a URL. The one place that names them.

using R1Sharp.App.Endpoints;
using R1Sharp.App.Sandbox;
using R1Sharp.Learning.Rewards;

namespace R1Sharp.App;

/// <summary>The host of the program's rewards.</summary>
static class RewardHosts
{
    /// <summary>Programs run in the sandbox, which is opened with the first; models are asked over HTTP.</summary>
    public static RewardHost Own { get; } = new() { Programs = new SharedSandbox(), Chats = options => new JudgeEndpoint(options) };
}
