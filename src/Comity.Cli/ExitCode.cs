using Comity.Policy.Determinations;

namespace Comity.Cli;

/// <summary>What the program tells its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int CheckFailed = 1;
    public const int BadInput = 2;
    public const int Undetermined = 3;

    /// <summary>The program itself has a fault (EX_SOFTWARE of sysexits.h).</summary>
    public const int Faulty = 70;

    /// <summary>What determinations say together: that the policy contradicts itself, that facts that matter are not known, or that all is decided.</summary>
    public static int Of(IReadOnlyList<Determination> determinations) => determinations.Any(determination => determination.Outcome == Outcome.Contradictory) ? CheckFailed
        : determinations.Any(determination => determination.Outcome == Outcome.Undetermined) ? Undetermined
        : Done;
}
