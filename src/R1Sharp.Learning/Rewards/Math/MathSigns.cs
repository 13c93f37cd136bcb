// Relations, operations and arrows: what each is when its sides are exchanged, and which commands are letters. A command
// that stands nowhere here is not understood, and never a letter that may change places with its neighbours.

namespace R1Sharp.Learning.Rewards.Mathematics;

/// <summary>Tables of signs that stand between two things.</summary>
static class MathSigns
{
    /// <summary>
    /// Relations, and the relation that holds when the sides are exchanged: a ≪ b is b ≫ a, a ∥ b is b ∥ a. Empty where the
    /// language has no sign for it.
    /// </summary>
    public static readonly Dictionary<string, string> Relations = new(StringComparer.Ordinal)
    {
        ["="] = "=",
        ["!="] = "!=",
        ["~"] = "~",
        ["<"] = ">",
        [">"] = "<",
        ["<="] = ">=",
        [">="] = "<=",
        ["in"] = "ni",
        ["ni"] = "in",
        ["notin"] = "",
        ["==="] = "===",
        ["equiv"] = "equiv",
        ["nequiv"] = "nequiv",
        ["sim"] = "sim",
        ["nsim"] = "nsim",
        ["cong"] = "cong",
        ["ncong"] = "ncong",
        ["asymp"] = "asymp",
        ["propto"] = "propto",
        ["perp"] = "perp",
        ["parallel"] = "parallel",
        ["nparallel"] = "nparallel",
        ["ll"] = "gg",
        ["gg"] = "ll",
        ["lll"] = "ggg",
        ["ggg"] = "lll",
        ["lesssim"] = "gtrsim",
        ["gtrsim"] = "lesssim",
        ["prec"] = "succ",
        ["succ"] = "prec",
        ["preceq"] = "succeq",
        ["succeq"] = "preceq",
        ["nprec"] = "nsucc",
        ["nsucc"] = "nprec",
        ["subset"] = "supset",
        ["supset"] = "subset",
        ["subseteq"] = "supseteq",
        ["supseteq"] = "subseteq",
        ["subsetneq"] = "supsetneq",
        ["supsetneq"] = "subsetneq",
        ["nsubset"] = "nsupset",
        ["nsupset"] = "nsubset",
        ["nsubseteq"] = "nsupseteq",
        ["nsupseteq"] = "nsubseteq",
        ["sqsubset"] = "sqsupset",
        ["sqsupset"] = "sqsubset",
        ["sqsubseteq"] = "sqsupseteq",
        ["sqsupseteq"] = "sqsubseteq",
        ["vdash"] = "dashv",
        ["dashv"] = "vdash",
        ["triangleleft"] = "triangleright",
        ["triangleright"] = "triangleleft",
        ["trianglelefteq"] = "trianglerighteq",
        ["trianglerighteq"] = "trianglelefteq",
        ["models"] = "",
        ["nmid"] = "",
    };

    /// <summary>Relations by the other names they go by.</summary>
    public static readonly Dictionary<string, string> RelationNames = new(StringComparer.Ordinal)
    {
        ["owns"] = "ni",
        ["varpropto"] = "propto",
        ["preccurlyeq"] = "preceq",
        ["succcurlyeq"] = "succeq",
        ["subseteqq"] = "subseteq",
        ["supseteqq"] = "supseteq",
        ["varsubsetneq"] = "subsetneq",
        ["varsupsetneq"] = "supsetneq",
        ["subsetneqq"] = "subsetneq",
        ["supsetneqq"] = "supsetneq",
        ["nshortparallel"] = "nparallel",
        ["shortparallel"] = "parallel",
        ["vDash"] = "models",
        ["lhd"] = "triangleleft",
        ["rhd"] = "triangleright",
        ["unlhd"] = "trianglelefteq",
        ["unrhd"] = "trianglerighteq",
        ["bot"] = "perp",
        ["nless"] = ">=",
        ["ngtr"] = "<=",
        ["nleq"] = ">",
        ["ngeq"] = "<",
        ["nleqslant"] = ">",
        ["ngeqslant"] = "<",
    };

    /// <summary>A relation behind \not, and what the two are together.</summary>
    public static readonly Dictionary<string, string> Negated = new(StringComparer.Ordinal)
    {
        ["="] = "!=",
        ["in"] = "notin",
        ["<"] = ">=",
        [">"] = "<=",
        ["<="] = ">",
        [">="] = "<",
        ["==="] = "nequiv",
        ["sim"] = "nsim",
        ["cong"] = "ncong",
        ["parallel"] = "nparallel",
        ["subset"] = "nsubset",
        ["supset"] = "nsupset",
        ["subseteq"] = "nsubseteq",
        ["supseteq"] = "nsupseteq",
        ["prec"] = "nprec",
        ["succ"] = "nsucc",
    };

    /// <summary>Operations whose laws depend on what they are used for: only the same operands in the same order are the same.</summary>
    public static readonly HashSet<string> Operations = new(StringComparer.Ordinal)
    {
        "circ", "star", "oplus", "ominus", "otimes", "odot", "oslash", "bullet", "diamond", "bigoplus", "bigotimes", "uplus", "sqcup", "sqcap", "wr", "amalg",
        "boxplus", "boxminus", "boxtimes", "rtimes", "ltimes", "bigcirc", "bigstar",
    };

    /// <summary>Arrows by their commands, and their sign; a logical "implies" and an arrow between places are written alike.</summary>
    public static readonly Dictionary<string, string> Arrows = new(StringComparer.Ordinal)
    {
        ["to"] = "=>",
        ["rightarrow"] = "=>",
        ["Rightarrow"] = "=>",
        ["implies"] = "=>",
        ["longrightarrow"] = "=>",
        ["Longrightarrow"] = "=>",
        ["hookrightarrow"] = "=>",
        ["therefore"] = "=>",
        ["gets"] = "<==",
        ["leftarrow"] = "<==",
        ["Leftarrow"] = "<==",
        ["longleftarrow"] = "<==",
        ["Longleftarrow"] = "<==",
        ["impliedby"] = "<==",
        ["iff"] = "<=>",
        ["leftrightarrow"] = "<=>",
        ["Leftrightarrow"] = "<=>",
        ["longleftrightarrow"] = "<=>",
        ["Longleftrightarrow"] = "<=>",
        ["rightleftharpoons"] = "<=>",
        ["leftrightharpoons"] = "<=>",
        ["rightleftarrows"] = "<=>",
        ["xrightarrow"] = "x=>",
        ["xleftrightarrow"] = "x<=>",
        ["xrightleftharpoons"] = "x<=>",
        ["mapsto"] = "|->",
        ["longmapsto"] = "|->",
    };

    /// <summary>Words and commands of logic, and the sign they are read as.</summary>
    public static readonly Dictionary<string, string> Logic = new(StringComparer.Ordinal)
    {
        ["wedge"] = "wedge",
        ["land"] = "wedge",
        ["bigwedge"] = "wedge",
        ["vee"] = "vee",
        ["lor"] = "vee",
        ["bigvee"] = "vee",
        ["neg"] = "neg",
        ["lnot"] = "neg",
        ["veebar"] = "xor",
        ["barwedge"] = "nand",
        ["uparrow"] = "nand",
        ["downarrow"] = "nor",
        ["barvee"] = "nor",
    };

    /// <summary>Words of logic in plain text, and their sign.</summary>
    public static readonly Dictionary<string, string> LogicWords = new(StringComparer.Ordinal)
    {
        ["xor"] = "xor",
        ["XOR"] = "xor",
        ["nand"] = "nand",
        ["NAND"] = "nand",
        ["nor"] = "nor",
        ["NOR"] = "nor",
        ["not"] = "neg",
        ["NOT"] = "neg",
        ["iff"] = "<=>",
        ["implies"] = "=>",
    };

    /// <summary>Commands that stand for a letter or for something that behaves like one.</summary>
    public static readonly HashSet<string> LetterCommands = new(StringComparer.Ordinal)
    {
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma",
        "tau", "upsilon",
        "phi", "chi", "psi", "omega", "Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Eta", "Theta", "Iota", "Kappa", "Lambda", "Mu", "Nu", "Xi",
        "Omicron", "Pi", "Rho",
        "Sigma", "Tau", "Upsilon", "Phi", "Chi", "Psi", "Omega", "varepsilon", "varphi", "vartheta", "varrho", "varsigma", "varpi", "varkappa", "digamma",
        "varGamma", "varDelta", "varTheta", "varLambda", "varXi", "varPi", "varSigma", "varUpsilon", "varPhi", "varPsi", "varOmega",
        "ell", "hbar", "hslash", "imath", "jmath", "wp", "aleph", "beth", "complement", "mho", "eth", "infty", "infin", "emptyset", "varnothing", "top",
        "angle", "measuredangle", "triangle", "triangledown", "square", "Box", "blacksquare", "lozenge", "dagger", "ddagger",
        "partial", "nabla", "lim", "int", "iint", "iiint", "oint", "inf", "sup", "limsup", "liminf", "dim", "ker", "deg", "hom", "Pr",
        "R", "Z", "Q", "N", "C", "reals", "heartsuit", "spadesuit", "clubsuit", "diamondsuit", "flat", "sharp", "natural", "degree", "celsius",
    };

    /// <summary>Every command of a sign between two things, and its sign.</summary>
    public static readonly Dictionary<string, string> Between = All();

    static Dictionary<string, string> All()
    {
        var signs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in Relations.Keys.Concat(Operations))
            signs[name] = name;
        foreach (var (name, sign) in RelationNames.Concat(Arrows).Concat(Logic))
            signs[name] = sign;
        return signs;
    }
}
