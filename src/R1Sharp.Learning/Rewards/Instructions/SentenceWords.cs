// What a counter of English sentences must know of words.

namespace R1Sharp.Learning.Rewards.Instructions;

/// <summary>Word lists, in small letters.</summary>
static class SentenceWords
{
    /// <summary>Abbreviations that end in a full stop, without it.</summary>
    public static HashSet<string> Abbreviations { get; } = Words("""
        mr mrs ms messrs dr prof rev hon st sr jr gen col lt sgt capt cpt cmdr adm maj gov sen sens rep reps pres supt
        inc corp co cos ltd bros assn dept vs v al i.e e.g cf viz ph.d m.d b.a m.a m.b.a d.d.s j.d ll.b
        jan feb aug sept sep oct nov dec mon tues tue wed thurs thu fri sat a.m p.m a.d b.c c.e b.c.e
        ala ariz ark calif colo conn fla ga ill ind kan ky mass md mich minn mo mont n.c n.d n.h n.j n.m n.y neb nev okla
        ore pa r.i s.c s.d tenn tex va vt w.va wash wis wyo d.c u.s u.k u.n u.s.a u.s.s.r e.u l.a
        ave blvd rd mt ft no nos vol ed eds fig figs sec ch pp approx est
        """);

    /// <summary>Words that often begin a sentence and are written with a small letter elsewhere.</summary>
    public static HashSet<string> Starters { get; } = Words("""
        the a an this that these those it its he she they we you his her their our my your there here
        in on at by for from with without within of to into over under after before during between among against through
        and but or so yet nor if when while where because since although though unless until as once whether
        however therefore moreover furthermore additionally also meanwhile instead indeed finally then now next first second
        third lastly overall some many most more several both each every all another other one two such no not what which
        who why how do does did is are was were can could will would should may might must let please remember according
        even still just only perhaps maybe despite besides thus hence
        """);

    static HashSet<string> Words(string list) => new(list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
}
