using System.CommandLine;

namespace Comity.Cli;

/// <summary>What every command about records reads.</summary>
internal static class RecordsInput
{
    private const string DatabaseVariable = "COMITY_DATABASE";

    public static Option<string> Data() => new("--data")
    {
        Description = "The folder of the records, their log and its key; your own when it is not given.",
        DefaultValueFactory = _ => DefaultFolder(),
    };

    public static Option<string?> Database() => new("--database") { Description = $"The PostgreSQL database of the records, as Host=…;Database=…;Username=…; {DatabaseVariable} when it is not given, and the folder's SQLite file when there is neither." };

    public static string? Database(string? option) => option ?? (Environment.GetEnvironmentVariable(DatabaseVariable) is { Length: > 0 } variable ? variable : null);

    public static string DefaultFolder() => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "comity");
}
