// The shapes that rows of training data have, by their names.

namespace R1Sharp.App.Recipes;

/// <summary>What a row holds.</summary>
enum RowShape
{
    /// <summary>A list of messages with "role" and "content", the last of them the assistant's; also with a column "system".</summary>
    Messages,

    /// <summary>A list of turns with "from" and "value" (ShareGPT), also with a column "system".</summary>
    Conversations,

    /// <summary>A question, with the thoughts and the answer in columns of their own.</summary>
    ThoughtsAndAnswer,

    /// <summary>"prompt" and "completion", each a text or a list of messages.</summary>
    PromptCompletion,

    /// <summary>"prompt", "chosen" and "rejected", each a text or a list of messages; the prompt may be the beginning of both.</summary>
    Preference,

    /// <summary>A problem with a list of "generations", of which the "correctness" columns say which are right: the first right one is learned.</summary>
    Generations,

    /// <summary>"instruction" with an "input" that may be empty, and "output" or "response".</summary>
    Instruction,

    /// <summary>A problem or question with its "solution".</summary>
    ProblemSolution,

    /// <summary>A question and its "answer".</summary>
    QuestionAnswer,

    /// <summary>A text that stands for itself.</summary>
    Text,

    /// <summary>TinyZero's task: "nums" and the "target" to be made of them.</summary>
    Countdown,
}
