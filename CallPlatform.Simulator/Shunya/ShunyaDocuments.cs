using CallPlatform.Simulator.Scenarios;

namespace CallPlatform.Simulator.Shunya;

/// <summary>The documents Shunya makes of a talk.</summary>
internal static class ShunyaDocuments
{
    public static object For(ShunyaTask task) => task.Work switch
    {
        ShunyaWork.Transcription => Transcript(task),
        ShunyaWork.Analysis => ShunyaAnalysis.For(task),
        _ => Segmentation(task),
    };

    public static Dictionary<string, object?> Transcript(ShunyaTask task)
    {
        var talk = task.Call.Talk;
        var agent = task.Role == "sales_rep" ? "sales_rep" : "customer_rep";
        return new Dictionary<string, object?>
        {
            ["transcript_text"] = talk.Transcript(agent, "customer"),
            ["speaker_labels"] = talk.Turns.Select(t => new
            {
                speaker = t.ByAgent ? agent : "customer",
                text = t.Text,
                start_time = t.Start,
                end_time = Math.Round(t.End, 1),
            }),
            ["confidence_score"] = 0.94,
            ["word_count"] = talk.Turns.Sum(t => t.Text.Count(c => c == ' ') + 1),
            ["language"] = task.Language,
        };
    }

    private static object Segmentation(ShunyaTask task)
    {
        var talk = task.Call.Talk;
        var middle = talk.Turns.Count == 0 ? 0 : talk.Turns[talk.Turns.Count / 2].Start;
        return new
        {
            call_id = task.Call.CallId,
            part1 = Part("rapport_agenda", 0, middle, talk.Turns.Where(t => t.Start < middle)),
            part2 = Part("proposal_close", middle, talk.Seconds, talk.Turns.Where(t => t.Start >= middle)),
            transition_point = middle,
            meeting_structure_score = Score(task.Call.Talk.Findings),
        };
    }

    private static object Part(string phase, double from, double to, IEnumerable<Turn> turns) => new
    {
        phase,
        start_time = from,
        end_time = to,
        duration = Math.Round(to - from, 1),
        transcript = string.Join('\n', turns.Select(t => t.Text)),
        key_points = phase == "rapport_agenda" ? new[] { "greeting", "reason for the meeting" } : ["proposal", "next step"],
    };

    private static double Score(Findings? found) => found?.AppointmentAt is not null ? 0.88 : found?.Interested == true ? 0.72 : 0.55;
}
