// The words the scanner knows: LaTeX commands, functions, and plain words that mean something in an answer.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Tables of names.</summary>
static class MathVocabulary
{
    /// <summary>Functions by every name they go by, and their canonical name.</summary>
    public static readonly Dictionary<string, string> Functions = new(StringComparer.Ordinal)
    {
        ["sin"] = "sin", ["cos"] = "cos", ["tan"] = "tan", ["tg"] = "tan", ["cot"] = "cot", ["ctg"] = "cot", ["sec"] = "sec", ["csc"] = "csc", ["cosec"] = "csc",
        ["arcsin"] = "arcsin", ["asin"] = "arcsin", ["arccos"] = "arccos", ["acos"] = "arccos", ["arctan"] = "arctan", ["atan"] = "arctan",
        ["arctg"] = "arctan", ["arccot"] = "arccot", ["acot"] = "arccot", ["arcsec"] = "arcsec", ["arccsc"] = "arccsc",
        ["sinh"] = "sinh", ["cosh"] = "cosh", ["tanh"] = "tanh", ["coth"] = "coth", ["sech"] = "sech", ["csch"] = "csch",
        ["arcsinh"] = "arsinh", ["arsinh"] = "arsinh", ["asinh"] = "arsinh", ["arccosh"] = "arcosh", ["arcosh"] = "arcosh", ["acosh"] = "arcosh",
        ["arctanh"] = "artanh", ["artanh"] = "artanh", ["atanh"] = "artanh",
        ["ln"] = "ln", ["log"] = "log", ["lg"] = "lg", ["lb"] = "lb", ["exp"] = "exp", ["abs"] = "abs", ["Abs"] = "abs", ["floor"] = "floor", ["ceil"] = "ceil",
        ["ceiling"] = "ceil", ["gcd"] = "gcd", ["lcm"] = "lcm", ["max"] = "max", ["min"] = "min", ["sgn"] = "sgn", ["sign"] = "sgn", ["Re"] = "re",
        ["Im"] = "im", ["arg"] = "arg", ["Arg"] = "arg", ["det"] = "det", ["sqrt"] = "sqrt", ["cbrt"] = "cbrt", ["factorial"] = "factorial",
        ["binomial"] = "binomial", ["comb"] = "binomial", ["nCr"] = "binomial", ["perm"] = "permutations", ["nPr"] = "permutations", ["trace"] = "trace",
        ["Gamma"] = "Gamma", ["erf"] = "erf",
    };

    /// <summary>Commands that are a sign, and the sign.</summary>
    public static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["cdot"] = "*", ["times"] = "*", ["ast"] = "*", ["cdotp"] = "*", ["div"] = "/", ["pm"] = "pm", ["mp"] = "mp", ["le"] = "<=", ["leq"] = "<=",
        ["leqslant"] = "<=", ["leqq"] = "<=", ["ge"] = ">=", ["geq"] = ">=", ["geqslant"] = ">=", ["geqq"] = ">=", ["ne"] = "!=", ["neq"] = "!=",
        ["lt"] = "<", ["gt"] = ">", ["approx"] = "~", ["simeq"] = "~", ["thickapprox"] = "~", ["doteq"] = "~", ["sim"] = "sim", ["equiv"] = "===", ["in"] = "in",
        ["notin"] = "notin", ["subset"] = "subset", ["subseteq"] = "subseteq", ["cup"] = "cup", ["bigcup"] = "cup", ["cap"] = "cap", ["bigcap"] = "cap",
        ["setminus"] = "minus", ["backslash"] = "minus", ["smallsetminus"] = "minus", ["ldots"] = "...", ["dots"] = "...", ["cdots"] = "...", ["dotsc"] = "...",
        ["dotsb"] = "...", ["vdots"] = "...", ["to"] = "=>", ["rightarrow"] = "=>", ["Rightarrow"] = "=>", ["implies"] = "=>", ["longrightarrow"] = "=>",
        ["Longrightarrow"] = "=>", ["iff"] = "=>", ["Leftrightarrow"] = "=>", ["therefore"] = "=>", ["mapsto"] = "|->", ["lvert"] = "|", ["rvert"] = "|",
        ["vert"] = "|", ["mid"] = "|", ["lVert"] = "||", ["rVert"] = "||", ["Vert"] = "||", ["|"] = "||", ["lfloor"] = "lfloor", ["rfloor"] = "rfloor",
        ["lceil"] = "lceil", ["rceil"] = "rceil", ["langle"] = "langle", ["rangle"] = "rangle", ["prime"] = "'", ["land"] = "and", ["wedge"] = "and",
        ["lor"] = "or", ["vee"] = "or", ["bmod"] = "mod", ["mod"] = "mod", ["pmod"] = "pmod", ["circ"] = "circ", ["degree"] = "circ", ["%"] = "%",
        ["{"] = "\\{", ["}"] = "\\}", ["lbrace"] = "\\{", ["rbrace"] = "\\}", ["lbrack"] = "[", ["rbrack"] = "]", ["lparen"] = "(", ["rparen"] = ")",
        ["\\"] = "\\\\", ["cr"] = "\\\\", ["newline"] = "\\\\", ["permille"] = "permille", ["_"] = "_", ["&"] = "and", ["colon"] = ":", ["choose"] = "choose",
        ["over"] = "over", ["perp"] = "perp", ["parallel"] = "parallel", ["forall"] = "forall", ["hline"] = "",
    };

    /// <summary>Commands that are only space.</summary>
    public static readonly HashSet<string> Spaces = new(StringComparer.Ordinal)
    {
        ",", ";", ":", "!", ">", " ", "/", "quad", "qquad", "enspace", "thinspace", "medspace", "thickspace", "allowbreak", "noindent", "displaylimits",
    };

    /// <summary>Commands with arguments, by every name, and their canonical name.</summary>
    public static readonly Dictionary<string, string> Commands = new(StringComparer.Ordinal)
    {
        ["frac"] = "frac", ["dfrac"] = "frac", ["tfrac"] = "frac", ["cfrac"] = "frac", ["sfrac"] = "frac", ["nicefrac"] = "frac", ["sqrt"] = "sqrt",
        ["binom"] = "binom", ["dbinom"] = "binom", ["tbinom"] = "binom", ["overline"] = "bar", ["bar"] = "bar", ["hat"] = "hat", ["widehat"] = "hat",
        ["tilde"] = "tilde", ["dot"] = "dot", ["ddot"] = "ddot", ["begin"] = "begin", ["end"] = "end", ["sum"] = "sum", ["prod"] = "prod",
        ["mathbb"] = "mathbb", ["not"] = "not",
    };

    /// <summary>Letters that have several commands.</summary>
    public static readonly Dictionary<string, string> Letters = new(StringComparer.Ordinal)
    {
        ["varepsilon"] = "epsilon", ["varphi"] = "phi", ["vartheta"] = "theta", ["varrho"] = "rho", ["varsigma"] = "sigma", ["varnothing"] = "emptyset",
        ["infin"] = "infty", ["R"] = "Reals", ["Z"] = "Integers", ["Q"] = "Rationals", ["N"] = "Naturals", ["C"] = "Complexes", ["reals"] = "Reals",
    };

    /// <summary>Words that stand between the members of a list.</summary>
    public static readonly HashSet<string> Connectives = new(StringComparer.OrdinalIgnoreCase) { "and", "or", "或", "和", "与", "及", "以及", "或者", "且" };

    /// <summary>Words of two letters, in text without LaTeX.</summary>
    public static readonly HashSet<string> ShortestWords = new(StringComparer.OrdinalIgnoreCase) { "am", "pm", "in", "no", "is", "of", "to", "if", "an", "or", "by", "sq", "rs" };

    /// <summary>Short words that are words although products of letters look the same.</summary>
    public static readonly HashSet<string> ShortWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "yes", "odd", "the", "are", "for", "all", "any", "not", "per", "none", "only", "one", "two",
        "six", "ten", "red", "blue", "true", "false", "even", "east", "west", "with", "where", "when", "both", "sets", "set",
        "pct", "usd", "max", "min", "day", "days", "year", "hour", "hours", "pts", "mod", "base", "real", "and",
        "cannot", "cents", "cent", "minus", "half", "zero", "four", "five", "nine", "none", "undefined", "neither", "option", "choice", "ways", "people", "nor",
        "boys", "girls", "cats", "dogs", "eggs", "cups", "pens", "cars", "bags", "left", "right", "north", "south", "convex", "prime", "always", "never",
    };
}
