using R1Sharp.Numerics.Kernels;
using R1Sharp.Numerics.Parallelism;
using Xunit;

namespace R1Sharp.Tests.Kernels;

/// <summary>The head of distillation against double precision, finite differences, and itself in chunks.</summary>
public sealed class ReverseKlTests : IDisposable
{
    readonly Workspace _workspace = new(), _teacherWorkspace = new();

    public void Dispose()
    {
        _workspace.Dispose();
        _teacherWorkspace.Dispose();
    }

    /// <summary>A student and a teacher of another width over the same vocabulary.</summary>
    sealed class Run : IDisposable
    {
        readonly double _temperature;

        public Run(int rows, int width, int vocabulary, double temperature, ReverseKlTests test)
        {
            (_temperature, Rows, Vocabulary) = (temperature, rows, vocabulary);
            (Hidden, Weights) = (Block.Random(rows, width, 1), Block.Random(vocabulary, width, 2));
            (TeacherHidden, TeacherWeights) = (Block.Random(rows, width + 3, 3), Block.Random(vocabulary, width + 3, 4));
            (DHidden, DWeights) = (Block.Undefined(rows, width), Block.Zero(vocabulary, width));
            Coefficients = [.. Enumerable.Range(0, rows).Select(i => 0.25f * (i % 5) - 0.3f)];
            Divergences = new float[rows];
            (Forward, Backward, Teacher) = (new PackedMatrix(width, vocabulary), new PackedMatrix(vocabulary, width), new PackedMatrix(width + 3, vocabulary));
            Forward.PackTransposed(Weights.Matrix);
            Backward.Pack(Weights.Matrix);
            Teacher.PackTransposed(TeacherWeights.Matrix);
            ReverseKl.ForwardBackward(Hidden.Matrix, Forward, Backward, TeacherHidden.Matrix, Teacher, (float)temperature, Coefficients, Divergences,
                DHidden.Matrix, DWeights.Matrix, test._workspace, test._teacherWorkspace);
        }

        public int Rows { get; }

        public int Vocabulary { get; }

        public Block Hidden { get; }

        public Block Weights { get; }

        public Block TeacherHidden { get; }

        public Block TeacherWeights { get; }

        public Block DHidden { get; }

        public Block DWeights { get; }

        public float[] Coefficients { get; }

        public float[] Divergences { get; }

        public PackedMatrix Forward { get; }

        public PackedMatrix Backward { get; }

        public PackedMatrix Teacher { get; }

        public double[] Reference(double[] hidden, double[] weights)
        {
            double[][] student = LogSoftmax(hidden, weights), teacher = LogSoftmax(TeacherHidden.Doubles, TeacherWeights.Doubles);
            return [.. student.Zip(teacher, (s, t) => s.Zip(t, (p, q) => Math.Exp(p) * (p - q)).Sum())];
        }

        public double Loss(double[] hidden, double[] weights) => Reference(hidden, weights).Zip(Coefficients, (d, w) => d * w).Sum();

        double[][] LogSoftmax(double[] hidden, double[] weights)
        {
            int width = hidden.Length / Rows;
            double[] logits = MatMulTests.Product(hidden, MatMulTests.Transposed(weights, Vocabulary, width), Rows, width, Vocabulary);
            return [.. logits.Chunk(Vocabulary).Select(row =>
            {
                double max = row.Max() / _temperature, logSum = max + Math.Log(row.Sum(l => Math.Exp(l / _temperature - max)));
                return row.Select(l => l / _temperature - logSum).ToArray();
            })];
        }

        public void Dispose()
        {
            foreach (var block in new[] { Hidden, Weights, TeacherHidden, TeacherWeights, DHidden, DWeights })
                block.Dispose();
            foreach (var packed in new[] { Forward, Backward, Teacher })
                packed.Dispose();
        }
    }

    [Theory]
    [InlineData(1, 1, 7, 1.0)]
    [InlineData(7, 17, 65, 1.0)]
    [InlineData(65, 7, 17, 0.6)]
    [InlineData(3, 64, 100, 1.7)]
    public void Divergences_are_the_formula(int rows, int width, int vocabulary, double temperature)
    {
        using var run = new Run(rows, width, vocabulary, temperature, this);
        double[] expected = run.Reference(run.Hidden.Doubles, run.Weights.Doubles);
        Truth.Matches(expected, run.Divergences);
        Assert.All(expected, d => Assert.True(d > 0));
    }

    [Theory]
    [InlineData(3, 7, 17, 0.6)]
    [InlineData(7, 17, 33, 1.0)]
    [InlineData(1, 5, 64, 1.0)]
    public void Gradients_agree_with_finite_differences(int rows, int width, int vocabulary, double temperature)
    {
        using var run = new Run(rows, width, vocabulary, temperature, this);
        Truth.Matches(Truth.Gradient(v => run.Loss(v, run.Weights.Doubles), run.Hidden.Doubles), run.DHidden.Values);
        Truth.Matches(Truth.Gradient(v => run.Loss(run.Hidden.Doubles, v), run.Weights.Doubles), run.DWeights.Values);
    }

    [Fact]
    public void A_teacher_that_agrees_gives_nothing()
    {
        using var run = new Run(5, 9, 33, 1, this);
        var divergences = new float[5];
        using var dHidden = Block.Undefined(5, 9);
        using var dWeights = Block.Zero(33, 9);
        ReverseKl.ForwardBackward(run.Hidden.Matrix, run.Forward, run.Backward, run.Hidden.Matrix, run.Forward, 1, [1, 1, 1, 1, 1], divergences,
            dHidden.Matrix, dWeights.Matrix, _workspace, _teacherWorkspace);
        Assert.All(divergences, d => Assert.Equal(0f, d));
        Assert.False(dWeights.Values.ContainsAnyExcept(0f));
        Assert.False(dHidden.Values.ContainsAnyExcept(0f));
    }

    [Fact]
    public void Chunks_give_the_bits_of_one_row_at_a_time()
    {
        const int Vocabulary = 150_001;
        int rows = TokenLogProbs.ChunkRows(Vocabulary) + 3;
        using var together = new Run(rows, 3, Vocabulary, 1, this);
        using var dHidden = Block.Undefined(1, 3);
        using var dWeights = Block.Zero(Vocabulary, 3);
        for (int row = 0; row < rows; row += 9)
        {
            var divergence = new float[1];
            ReverseKl.ForwardBackward(together.Hidden.Matrix.RowRange(row, 1), together.Forward, together.Backward, together.TeacherHidden.Matrix.RowRange(row, 1), together.Teacher, 1,
                together.Coefficients.AsSpan(row, 1), divergence, dHidden.Matrix, dWeights.Matrix, _workspace, _teacherWorkspace);
            Bits.Equal([together.Divergences[row]], divergence);
            Bits.Equal(together.DHidden.Values.Slice(3 * row, 3), dHidden.Values);
        }
    }
}
