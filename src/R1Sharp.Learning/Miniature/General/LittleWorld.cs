// The facts that the general tasks ask for: twelve animals, and of each its colour, its home and its friend.

namespace R1Sharp.Learning.Miniature.General;

/// <summary>What can be asked about an animal.</summary>
enum Attribute
{
    /// <summary>One of four colours, each that of three animals.</summary>
    Colour,
    /// <summary>One of four places, each that of three animals.</summary>
    Home,
    /// <summary>Another animal; everybody is the friend of exactly one.</summary>
    Friend,
}

/// <summary>A world of 36 facts, the same for every seed.</summary>
static class LittleWorld
{
    static readonly Dictionary<Attribute, Term> Names = new()
    {
        [Attribute.Colour] = new("colour", "颜色"),
        [Attribute.Home] = new("home", "家"),
        [Attribute.Friend] = new("friend", "朋友"),
    };

    // Index by animal. Colour and home are independent of one another: no pair of them occurs more than once.
    static readonly int[] ColourOf = [0, 1, 2, 3, 2, 0, 3, 1, 1, 3, 0, 2];
    static readonly int[] HomeOf = [2, 0, 3, 2, 2, 0, 3, 1, 3, 0, 1, 1];
    static readonly int[] FriendOf = [4, 7, 10, 5, 8, 1, 11, 2, 6, 0, 9, 3];

    /// <summary>How an attribute is called.</summary>
    public static Term Name(Attribute attribute) => Names[attribute];

    /// <summary>What an attribute can be.</summary>
    public static Term[] Values(Attribute attribute) => attribute switch
    {
        Attribute.Colour => Terms.Colours,
        Attribute.Home => Terms.Homes,
        _ => Terms.Animals,
    };

    /// <summary>The friend's index of the animal at an index.</summary>
    public static int Friend(int animal) => FriendOf[animal];

    /// <summary>What an attribute of the animal at an index is.</summary>
    public static Term Value(int animal, Attribute attribute) => Values(attribute)[attribute switch
    {
        Attribute.Colour => ColourOf[animal],
        Attribute.Home => HomeOf[animal],
        _ => FriendOf[animal],
    }];
}
