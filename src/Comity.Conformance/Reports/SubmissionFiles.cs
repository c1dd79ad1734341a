using System.Globalization;
using System.Text;
using Comity.Conformance.Running;

namespace Comity.Conformance.Reports;

/// <summary>Who submits results, as the kit's site shows it.</summary>
/// <param name="Version">The product's version.</param>
/// <param name="Date">The day of the run.</param>
public sealed record Submission(string Version, DateOnly Date);

/// <summary>Writes results in the form in which vendors submit them to the kit.</summary>
public static class SubmissionFiles
{
    /// <summary>Name of the file with one line a case.</summary>
    public const string Results = "tck_results.csv";

    /// <summary>Name of the file that describes the product.</summary>
    public const string Properties = "tck_results.properties";

    /// <summary>Writes both files into a folder, which is created when it is not there.</summary>
    public static void Write(string folder, ConformanceRun run, Submission submission)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(submission);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Results), Csv(run));
        File.WriteAllText(Path.Combine(folder, Properties), string.Create(CultureInfo.InvariantCulture, $"""
            vendor.name=The Comity founders
            product.name=Comity
            product.version={submission.Version}
            product.comment=DMN 1.5 engine for .NET, compliance level 3
            last.update={submission.Date:yyyy-MM-dd}

            """));
    }

    private static string Csv(ConformanceRun run)
    {
        var text = new StringBuilder();
        foreach (var outcome in run.Outcomes)
        {
            var status = outcome.Status switch
            {
                CaseStatus.Passed => "SUCCESS",
                CaseStatus.Ignored => "IGNORED",
                _ => "ERROR",
            };
            string[] fields = [outcome.File.Folder, outcome.File.Name, outcome.Case.Id, status, outcome.Detail];
            text.AppendJoin(',', fields.Select(Quoted)).Append('\n');
        }

        return text.ToString();
    }

    private static string Quoted(string field) => $"\"{field.ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
