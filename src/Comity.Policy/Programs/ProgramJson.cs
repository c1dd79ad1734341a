using Comity.Feel.Evaluation;
using Comity.Feel.Text;
using Comity.Policy.Json;

namespace Comity.Policy.Programs;

/// <summary>The serial form of a program, or why there is none.</summary>
/// <param name="Json">The JSON text, as UTF-8; null when there are findings.</param>
/// <param name="Diagnostics">What is wrong with the policy's logic, each with its place.</param>
public sealed record ProgramWriteResult(byte[]? Json, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>A program, or what is wrong with its serial form.</summary>
/// <param name="Program">The program; null when there are findings.</param>
/// <param name="Diagnostics">Findings, each with its place: the line of the text, or the path of a member such as
/// <c>$.nodes[17]</c>.</param>
public sealed record ProgramReadResult(PolicyProgram? Program, IReadOnlyList<Diagnostic> Diagnostics);

/// <summary>
/// The serial form of a compiled policy: JSON that docs/program.md describes and docs/program.schema.json defines, by which a program in
/// any language can decide. One pack gives one text, byte for byte.
/// </summary>
public static class ProgramJson
{
    /// <summary>The version of the form. What changes how a program of an earlier one decides gets a new number.</summary>
    public const int Format = 1;

    /// <summary>How many bytes a text has at most: 64 MiB.</summary>
    public const int MaximumBytes = 64 << 20;

    /// <summary>How many facts, and how many variables, a program that is read has at most: so deep a walk can be.</summary>
    public const int MaximumFacts = 1_000;

    /// <summary>Writes a program. One with flaws is not written: no other program should decide by it.</summary>
    public static ProgramWriteResult Write(PolicyProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.Flaws.Count > 0
            ? new ProgramWriteResult(null, [.. program.Flaws.Select(flaw => flaw.Value).Distinct()])
            : new ProgramWriteResult(ProgramWriter.Write(program), []);
    }

    /// <summary>Reads a program. Never throws for a bad text, whoever made it; the first thing that is wrong is its finding.</summary>
    /// <param name="json">The text, as UTF-8.</param>
    /// <param name="file">What findings call the text.</param>
    /// <param name="work">What making its diagrams spends from; when null, a budget of its own.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static ProgramReadResult Read(ReadOnlyMemory<byte> json, string file = "program", WorkBudget? work = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (work is null)
        {
            using var own = new WorkBudget();
            return Read(json, file, own);
        }

        if (json.Length > MaximumBytes)
        {
            return Failed(new Diagnostic(
                Severity.Error, "PROG0001", $"The program has more than {MaximumBytes:N0} bytes.", new SourceLocation(file, 0, 0)));
        }

        var (document, problem) = RequestJson.Read(json, "program");
        using (document)
        {
            if (document is null)
            {
                return Failed(new Diagnostic(Severity.Error, "PROG0001", problem!, new SourceLocation(file, 0, 0)));
            }

            try
            {
                return new ProgramReadResult(new ProgramReader(file, work).Read(document.RootElement), []);
            }
            catch (JsonMemberException exception)
            {
                return Failed(exception.In(file));
            }
            catch (EvaluationLimitException exception)
            {
                return Failed(new Diagnostic(
                    Severity.Error, "DIAG0002", $"The program cannot be read: {exception.Message}", new SourceLocation(file, 0, 0)));
            }
        }
    }

    private static ProgramReadResult Failed(Diagnostic diagnostic) => new(null, [diagnostic]);
}
