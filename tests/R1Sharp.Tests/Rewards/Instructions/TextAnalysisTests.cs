// What IFEval's checks stand on: sentences, words and languages.

using R1Sharp.Learning.Rewards.Instructions;
using Xunit;

namespace R1Sharp.Tests.Rewards.Instructions;

public sealed class TextAnalysisTests
{
    [Theory]
    [InlineData("xx,x. xx,x! xx/x. x{x}x? x.", 5)]
    [InlineData("xx,x! xxxx. x(x)x?", 3)]
    [InlineData("xxxx. xx,x! xx|x. x&x x?", 4)]
    [InlineData("xx-x]xx,x! x{x}xx,x.", 2)]
    [InlineData("Google is a technology company. It was founded in 1998 by Larry Page\nand Sergey Brin. Its mission is broad.", 3)]
    [InlineData("Dr. Smith met Mr. Jones at 5 p.m. on Monday. They talked.", 2)]
    [InlineData("The value is 3.14 and not 3.2. Good.", 2)]
    [InlineData("He said \"Stop.\" Then he left. (Really.)", 3)]
    [InlineData("What?! No way!!! Yes.", 3)]
    [InlineData("Well... I think so. Well... The end.", 3)]
    [InlineData("J. R. Smith wrote it. I read it.", 2)]
    [InlineData("1. First item\n2. Second item", 3)]
    [InlineData("a list\nwithout stops\n- of any kind", 1)]
    [InlineData("See www.example.com for more. Bye", 2)]
    [InlineData("", 0)]
    [InlineData("   \n", 0)]
    public void Sentences(string text, int expected) => Assert.Equal(expected, SentenceCounter.Count(text));

    [Theory]
    [InlineData("DON'T stop (USA), e.g. WELL-KNOWN. IT'S OK", "DO N'T stop ( USA ) , e.g. WELL-KNOWN . IT 'S OK")]
    [InlineData("I cannot; \"YES\" -- NO!", "I can not ; `` YES '' -- NO !")]
    [InlineData("A, B: C 3,000 10:30", "A , B : C 3,000 10:30")]
    public void Words(string text, string expected) => Assert.Equal(expected, string.Join(' ', WordCutter.Words(text)));

    [Theory]
    [InlineData("en", "The response is English")]
    [InlineData("en", "Today we visit the Louvre")]
    [InlineData("en", "THIS IS AN ENGLISH SENTENCE. EVERY LETTER IS CAPITALIZED!!! AMAZING.")]
    [InlineData("es", "Desayunamos en McDonald's hoy")]
    [InlineData("es", "El perro corre por el parque y no quiere volver a casa.")]
    [InlineData("pt", "O cachorro corre pelo parque e não quer voltar para casa.")]
    [InlineData("fr", "Le chien court dans le parc et ne veut pas rentrer à la maison.")]
    [InlineData("de", "Der Hund läuft durch den Park und will nicht nach Hause gehen.")]
    [InlineData("it", "Il cane corre nel parco e non vuole tornare a casa.")]
    [InlineData("pl", "Pies biega po parku i nie chce wracać do domu.")]
    [InlineData("vi", "Con chó chạy trong công viên và không muốn về nhà.")]
    [InlineData("sw", "Mbwa anakimbia katika bustani na hataki kurudi nyumbani kwa sababu ya mvua.")]
    [InlineData("fi", "Koira juoksee puistossa eikä se halua mennä kotiin, koska on niin hyvä sää.")]
    [InlineData("ru", "Собака бежит по парку и не хочет идти домой, потому что это её место.")]
    [InlineData("uk", "Собака біжить парком і не хоче йти додому, тому що це її місце.")]
    [InlineData("bg", "Кучето тича в парка и не иска да се прибере у дома, защото това е неговото място.")]
    [InlineData("ar", "الكلب يجري في الحديقة ولا يريد أن يعود إلى البيت.")]
    [InlineData("fa", "سگ در پارک می‌دود و نمی‌خواهد به خانه برگردد.")]
    [InlineData("ur", "کتا پارک میں دوڑ رہا ہے اور گھر نہیں جانا چاہتا۔")]
    [InlineData("hi", "कुत्ता पार्क में दौड़ रहा है और घर नहीं जाना चाहता।")]
    [InlineData("mr", "कुत्रा बागेत धावत आहे आणि त्याला घरी जायचे नाही.")]
    [InlineData("ne", "कुकुर पार्कमा दौडिरहेको छ र घर जान चाहँदैन।")]
    [InlineData("ja", "犬は公園を走り、家に帰りたくない。")]
    [InlineData("ko", "개가 공원을 달리고 집에 가고 싶어하지 않습니다.")]
    [InlineData("zh", "狗在公园里跑，不想回家。")]
    [InlineData("zh-tw", "這隻狗在公園裡跑，牠們說不想回國。")]
    [InlineData("th", "สุนัขวิ่งในสวนสาธารณะ")]
    [InlineData("bn", "কুকুরটি পার্কে দৌড়াচ্ছে।")]
    [InlineData("ta", "நாய் பூங்காவில் ஓடுகிறது.")]
    [InlineData("te", "కుక్క పార్కులో పరుగెత్తుతోంది.")]
    [InlineData("kn", "ನಾಯಿ ಉದ್ಯಾನದಲ್ಲಿ ಓಡುತ್ತಿದೆ.")]
    [InlineData("ml", "നായ പാർക്കിൽ ഓടുന്നു.")]
    [InlineData("gu", "કૂતરો બગીચામાં દોડે છે.")]
    [InlineData("pa", "ਕੁੱਤਾ ਪਾਰਕ ਵਿੱਚ ਦੌੜ ਰਿਹਾ ਹੈ।")]
    [InlineData("he", "הכלב רץ בפארק ולא רוצה לחזור הביתה.")]
    public void Languages(string language, string text)
    {
        Assert.True(LanguageDetector.Is(text, language), LanguageDetector.Detect(text));
        Assert.All(LanguageDetector.Languages.Where(other => other[..2] != language[..2]), other => Assert.False(LanguageDetector.Is(text, other)));
    }

    [Fact]
    public void A_text_without_letters_is_in_any_language() => Assert.True(LanguageDetector.Is("1 + 2 = 3!", "sw"));
}
