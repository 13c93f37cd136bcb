// A mistake in what the user gave: said in one sentence, without a stack trace.

namespace R1Sharp.Learning;

/// <summary>
/// Bad input: the message is one sentence that says what is wrong, where, and what to do. The program prints it and ends
/// with exit code 2.
/// </summary>
public class UserErrorException : Exception
{
    /// <param name="message">One sentence: what, where, what to do.</param>
    public UserErrorException(string message) : base(message) { }

    /// <param name="message">One sentence: what, where, what to do.</param>
    /// <param name="inner">What was caught.</param>
    public UserErrorException(string message, Exception inner) : base(message, inner) { }
}
