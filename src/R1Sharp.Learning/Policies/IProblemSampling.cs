// How a list of problems is answered: what the settings of every stage that samples without learning say besides how tokens are chosen.

namespace R1Sharp.Learning.Policies;

/// <summary>Settings of sampling several completions of each problem, some problems at a time.</summary>
interface IProblemSampling : ISamplingSettings
{
    /// <summary>Completions of each problem.</summary>
    int SampleCount { get; }

    /// <summary>Problems whose completions are sampled together, after which a run can be stopped and resumed.</summary>
    int ProblemsPerStep { get; }
}
