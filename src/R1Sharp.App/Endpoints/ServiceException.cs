// What can go wrong with a model behind a URL, by what is to be done about it.

namespace R1Sharp.App.Endpoints;

/// <summary>What a failure is about.</summary>
enum ServiceFault
{
    /// <summary>The moment: too many requests, a connection that broke, half an answer. It may pass.</summary>
    Moment,

    /// <summary>This question: the service refuses it, and will again.</summary>
    Question,

    /// <summary>The service: a wrong address, key or model. No question will be answered.</summary>
    Service,
}

/// <summary>A question that got no answer; the message is a sentence without what was asked of whom.</summary>
/// <param name="fault">What it is about.</param>
/// <param name="sentence">What happened.</param>
/// <param name="inner">Its cause.</param>
sealed class ServiceException(ServiceFault fault, string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    /// <summary>What it is about.</summary>
    public ServiceFault Fault => fault;

    /// <summary>The pause that the service asks for before the next try; null where it names none.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The status with which it was refused; null where it was not.</summary>
    public int? Status { get; init; }

    /// <summary>Whether there was no connection at all: nobody listens there, or no machine is called so.</summary>
    public bool IsUnreachable { get; init; }
}
