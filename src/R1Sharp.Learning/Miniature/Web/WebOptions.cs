// What the miniature web is made of.

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace R1Sharp.Learning.Miniature.Web;

/// <summary>Sizes and shares.</summary>
sealed record WebOptions
{
    /// <summary>Pages.</summary>
    [Range(100, 100_000_000)] public int Pages { get; init; } = 100_000;

    /// <summary>Domains.</summary>
    [Range(20, 1_000_000)] public int Domains { get; init; } = 500;

    /// <summary>Share of pages that are a near copy of an earlier one.</summary>
    [Range(0.0, 0.5)] public double NearCopies { get; init; } = 0.08;

    /// <summary>Share of pages that hold a passage of another one.</summary>
    [Range(0.0, 0.5)] public double CopiedPassages { get; init; } = 0.04;

    /// <summary>Share of mathematical pages that hold an item of a benchmark.</summary>
    [Range(0.0, 0.5)] public double Leaks { get; init; } = 0.02;

    /// <summary>Share of mathematical pages that hold problems of the miniature world with their trains of thought: what a model can learn from them.</summary>
    [Range(0.0, 1.0)] public double Worked { get; init; }

    /// <summary>How many problems such a page holds.</summary>
    [Range(1, 100)] public int WorkedCount { get; init; } = 1;

    /// <summary>The family of these problems; null takes all of the world as often as its corpus has them.</summary>
    [DefaultValue(null)] public string? WorkedFamily { get; init; }

    /// <summary>Decides everything.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>What a page is about.</summary>
enum PageKind
{
    /// <summary>Mathematics, in one of the dialects.</summary>
    Mathematics,

    /// <summary>Stories and news.</summary>
    Prose,

    /// <summary>Shops, menus, imprints: the same furniture again and again.</summary>
    Boilerplate,

    /// <summary>The same few phrases again and again.</summary>
    Spam,

    /// <summary>Numbers that are no mathematics: results, prices, time tables, logs.</summary>
    Figures,

    /// <summary>Prose in Chinese, or in both languages.</summary>
    Foreign,
}

/// <summary>How an item of a benchmark stands in a page.</summary>
enum LeakKind
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>Word for word.</summary>
    Whole,

    /// <summary>With other numbers and names.</summary>
    Reworded,

    /// <summary>Only its short question.</summary>
    Short,
}

/// <summary>A page with what is true of it.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Url">Its address.</param>
/// <param name="Text">Its text.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Dialect">Of mathematics: the dialect of its markup, from 0; otherwise −1.</param>
/// <param name="CopyOf">The page that it is a near copy of; −1 for none.</param>
/// <param name="PassageOf">The page that a passage of it is from; −1 for none.</param>
/// <param name="Leak">How an item of the benchmark stands in it.</param>
/// <param name="Item">Which item; −1 for none.</param>
sealed record WebPage(int Index, string Url, string Text, PageKind Kind, int Dialect, int CopyOf, int PassageOf, LeakKind Leak, int Item);
