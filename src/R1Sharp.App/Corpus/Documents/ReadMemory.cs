// What documents leave in memory. Large texts live where the runtime collects seldom, so that a gigabyte of what was read would lie about before it does; after
// so much text it is asked to. A step then holds some hundred megabytes, however large the corpus is.

namespace R1Sharp.App.Corpus.Documents;

/// <summary>Bounds the memory of what was read.</summary>
static class ReadMemory
{
    /// <summary>Characters after which memory is given back; lines, JSON, texts and what is written of them take some 8 bytes for each.</summary>
    const long MostCharacters = 16 << 20;

    static long s_characters;

    /// <summary>Tells that a document is done with.</summary>
    /// <param name="characters">The length of its text.</param>
    public static void GiveBack(int characters)
    {
        if (Interlocked.Add(ref s_characters, characters) < MostCharacters)
            return;
        Interlocked.Exchange(ref s_characters, 0);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
    }
}
