using Comity.Feel.Syntax;
using Comity.Feel.Text;

namespace Comity.Cli.Formatting;

/// <summary>Files that hold one FEEL expression.</summary>
internal static class FeelFiles
{
    /// <summary>An error in a file's text as a finding about the file.</summary>
    public static Diagnostic Diagnose(FeelSyntaxError error, string text, string file, Severity severity = Severity.Error)
    {
        var (line, column) = error.PositionIn(text);
        return new Diagnostic(severity, error.Code, error.Message, new SourceLocation(file == "-" ? "<standard input>" : file, line, column), error.Mend);
    }
}
