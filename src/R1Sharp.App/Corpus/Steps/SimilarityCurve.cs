// The S-curve of MinHash: which pairs are found, over how similar they are.

using System.Globalization;
using R1Sharp.App.Charts;
using R1Sharp.App.Runs;
using R1Sharp.Learning.Corpus.Duplicates;

namespace R1Sharp.App.Corpus.Steps;

/// <summary>Draws the curve.</summary>
static class SimilarityCurve
{
    const int Points = 100;

    /// <summary>Writes it as an SVG file, whole or not at all.</summary>
    public static void Write(string path, MinHashOptions options)
    {
        if (!File.Exists(path))
            RunStorage.WriteText(path, LineChartSvg.Render(Of(options), standalone: true));
    }

    static LineChart Of(MinHashOptions options) => new()
    {
        Title = "Which pairs are found",
        Subtitle = string.Create(CultureInfo.InvariantCulture, $"{options.Bands} bands of {options.HashesPerBand} hashes: half at a similarity of about ")
            + string.Create(CultureInfo.InvariantCulture, $"{options.Threshold:0.00}, {options.Found(0.8):0.0 %} at 0.8"),
        X = new() { Title = "Jaccard similarity of the shingles", Min = 0, Max = 1 },
        Y = new() { Title = "found", Format = NumberFormat.Percent, Min = 0, Max = 1 },
        Series = [new("found", [.. Enumerable.Range(0, Points + 1).Select(i => new ChartPoint(i / (double)Points, options.Found(i / (double)Points)))])],
        Marks = [new(options.Threshold, "threshold")],
        Names = SeriesNames.None,
    };
}
