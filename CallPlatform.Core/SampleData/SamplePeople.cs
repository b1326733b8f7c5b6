namespace CallPlatform.Core.SampleData;

/// <summary>A person who was made up. The number's last four digits decide at the Simulator how talks with them go.</summary>
internal sealed record SamplePerson(string Name, string Phone, string City, string Source, string Medium, string? Campaign);

/// <summary>
/// Makes people up. Their numbers have the area code 555, which no telephone has, and one exchange each: no two of a filling are alike,
/// and two fillings hardly meet.
/// </summary>
internal sealed class SamplePeople(Random random)
{
    public const string Booking = "0014";

    private static readonly string[] FirstNames =
    [
        "Ava", "Ben", "Carla", "Daniel", "Elena", "Felix", "Grace", "Hugo", "Iris", "Jonas", "Karen", "Liam", "Maria", "Noah", "Olivia", "Paul",
        "Quinn", "Rosa", "Samuel", "Tara", "Uma", "Victor", "Wendy", "Xavier", "Yara", "Zoe",
    ];

    private static readonly string[] LastNames =
    [
        "Abbott", "Brooks", "Cole", "Diaz", "Ellis", "Foster", "Grant", "Hayes", "Ingram", "Jensen", "Keller", "Lopez", "Moore", "Nolan", "Owens",
        "Price", "Reyes", "Shaw", "Turner", "Vance", "Walsh", "Young",
    ];

    private static readonly string[] Cities = ["Denver", "Aurora", "Boulder", "Lakewood", "Golden", "Arvada"];

    private static readonly (string Source, string Medium, string? Campaign)[] Sources =
    [
        ("Google Ads", "cpc", "Spring tune-up"), ("Google Ads", "cpc", "Roof repair"), ("Google Organic", "organic", null),
        ("Facebook Ads", "social", "New neighbours"), ("Yelp", "referral", null), ("Direct", "direct", null),
    ];

    // How often which ending comes, in a hundred inbound callers; what is left has an ordinary talk.
    private static readonly (string Digits, int Share)[] Endings =
    [
        (Booking, 24), ("0002", 9), ("0001", 4), ("0003", 4), ("0012", 5), ("0013", 3), ("0004", 2), ("0005", 1), ("0006", 1), ("0007", 1), ("0009", 2),
    ];

    private readonly Queue<int> exchanges = Shuffled(random);

    /// <summary>People who call in, with endings in their usual shares.</summary>
    public IEnumerable<SamplePerson> Callers(int count)
    {
        var digits = Endings.SelectMany(e => Enumerable.Repeat(e.Digits, Math.Max(1, count * e.Share / 100))).Take(count).ToList();
        while (digits.Count < count)
        {
            digits.Add(random.Next(100, 10_000).ToString("D4", System.Globalization.CultureInfo.InvariantCulture));
        }

        var all = digits.ToArray();
        random.Shuffle(all);
        return all.Select(With);
    }

    /// <summary>A person with whom it goes as the digits say.</summary>
    public SamplePerson With(string digits)
    {
        var (source, medium, campaign) = Pick(Sources);
        return new SamplePerson($"{Pick(FirstNames)} {Pick(LastNames)}", $"+1555{exchanges.Dequeue()}{digits}", Pick(Cities), source, medium, campaign);
    }

    private T Pick<T>(T[] from) => from[random.Next(from.Length)];

    private static Queue<int> Shuffled(Random random)
    {
        var numbers = Enumerable.Range(200, 800).ToArray();
        random.Shuffle(numbers);
        return new Queue<int>(numbers);
    }
}
