// A tensor on its way into a file: what it is, and who fills its bytes piece by piece when they are wanted.

namespace R1Sharp.Learning.Model.SafeTensors;

/// <summary>Gives the values of a tensor from one element on; called once for each piece, in order.</summary>
delegate void TensorValues(long first, Memory<float> to);

/// <summary>Gives the bytes of a tensor from one byte on; called once for each piece, in order.</summary>
delegate void TensorBytes(long first, Memory<byte> to);

/// <summary>One tensor to be written; no more of it than a piece is ever in memory.</summary>
sealed class TensorSource
{
    TensorSource(string name, ElementType type, IReadOnlyList<long> shape) => (Name, Type, Shape) = (name, type, shape);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it is written as.</summary>
    public ElementType Type { get; }

    /// <summary>Its dimensions.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Its values, which the writer rounds to the type; null where it gives bytes.</summary>
    internal TensorValues? Values { get; private init; }

    /// <summary>Its bytes as they are; null where it gives values.</summary>
    internal TensorBytes? Bytes { get; private init; }

    /// <summary>A tensor of weights.</summary>
    public static TensorSource OfValues(string name, WeightType type, IReadOnlyList<long> shape, TensorValues values) =>
        new(name, ElementType.Of(type), shape) { Values = values };

    /// <summary>A tensor of any type whose bytes are ready.</summary>
    public static TensorSource OfBytes(string name, ElementType type, IReadOnlyList<long> shape, TensorBytes bytes) =>
        new(name, type, shape) { Bytes = bytes };

    /// <summary>A tensor of another file, as it is.</summary>
    public static TensorSource Of(SafeTensorsFile file, TensorEntry tensor) =>
        OfBytes(tensor.Name, tensor.Type, tensor.Shape, (first, to) => file.ReadBytes(tensor, first, to.Span));
}
