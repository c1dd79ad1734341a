using System.CommandLine;
using System.Globalization;
using Comity.Feel.Text;
using Comity.Policy.Packs;
using Comity.Policy.Programs;

namespace Comity.Cli;

/// <summary>What every command about a pack reads.</summary>
internal static class PackInput
{
    public static Argument<string> Folder() => new("PACK") { Description = "The folder of the policy pack, for example policies/new-york." };

    /// <summary>A pack, or the file that <c>comity compile</c> has made of one.</summary>
    public static Argument<string> FolderOrProgram() => new("PACK")
    {
        Description =
            "The folder of the policy pack, for example policies/new-york, or the program that 'comity compile' has made of it.",
    };

    public static Option<string?> On(string what) => new("--on") { Description = $"{what}, as 2025-02-01; today when it is not given." };

    /// <summary>The pack's logic; null after its errors have been printed.</summary>
    public static PolicyLogic? Load(string folder) => LoadPack(folder) is { } pack ? Logic(pack, folder) : null;

    /// <summary>The program of a pack, or of a file, which needs no compiling; null after its errors have been printed.</summary>
    public static PolicyProgram? LoadProgram(string path)
    {
        if (!File.Exists(path))
        {
            return Load(path)?.Program;
        }

        if (new FileInfo(path).Length > ProgramJson.MaximumBytes)
        {
            Bad($"{path} has more than {ProgramJson.MaximumBytes:N0} bytes. No program has.");
            return null;
        }

        var read = ProgramJson.Read(File.ReadAllBytes(path), path);
        Print(read.Diagnostics, path);
        return read.Program;
    }

    /// <summary>The pack; null after its errors have been printed.</summary>
    public static PolicyPack? LoadPack(string folder)
    {
        var read = PackReader.Read(folder);
        Print(read.Diagnostics, folder);
        return read.Pack;
    }

    /// <summary>A pack's logic; null after its errors have been printed.</summary>
    public static PolicyLogic? Logic(PolicyPack pack, string folder)
    {
        var created = PolicyLogic.Compile(pack);
        Print(created.Diagnostics, folder);
        return created.Logic;
    }

    public static void Print(IReadOnlyList<Diagnostic> diagnostics, string folder)
    {
        foreach (var diagnostic in diagnostics)
        {
            Console.Error.WriteLine(Located(diagnostic, folder));
        }
    }

    // A pack names its files from its own folder; a person reads, and opens, them from where the command was given.
    public static Diagnostic Located(Diagnostic diagnostic, string folder) =>
        diagnostic.Location is { } location && location.File != folder ? diagnostic with { Location = location with { File = Path.Combine(folder, location.File) } } : diagnostic;

    /// <summary>A written date; today for none.</summary>
    public static bool TryDate(string? text, out DateOnly date)
    {
        if (text is not null)
        {
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
        }

        date = DateOnly.FromDateTime(DateTime.Today);
        return true;
    }

    public static int Bad(params IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
        {
            Console.Error.WriteLine(problem);
        }

        return ExitCode.BadInput;
    }
}
