using System.Security.Cryptography;
using Comity.Log.Notes;
using Comity.Log.Tiles;
using Comity.Log.Witnesses;
using Comity.Records.Retention;

namespace Comity.Records;

/// <summary>Where a store keeps what: the database unless it is PostgreSQL's, the log, its key, and what the agency has set.</summary>
/// <param name="path">The folder.</param>
public sealed class DataFolder(string path)
{
    /// <summary>The environment variable that may hold the log's private keys, one on a line.</summary>
    public const string KeyVariable = "COMITY_LOG_KEY";

    /// <summary>The environment variable that may name another file of the log's private keys.</summary>
    public const string KeyFileVariable = "COMITY_LOG_KEY_FILE";

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>The SQLite file.</summary>
    public string Database => In("records.db");

    /// <summary>The log of events: for auditors, not for everybody.</summary>
    public string Log => In("log");

    /// <summary>The public log, with one leaf a day: static files, to be served as they are.</summary>
    public string PublicLog => In("public");

    /// <summary>The log's private keys, one on a line.</summary>
    public string KeyFile => Environment.GetEnvironmentVariable(KeyFileVariable) is { Length: > 0 } elsewhere ? elsewhere : In("log.key");

    /// <summary>The log's public keys, one on a line: what auditors are given.</summary>
    public string PublicKeyFile => In("log.pub");

    internal string PublisherLock => In("log.lock");

    /// <summary>Makes the folder where it is missing, for its owner alone.</summary>
    /// <exception cref="RecordStoreException">It cannot be made.</exception>
    public void Create()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordStoreException(
                RecordStoreProblem.CannotOpen,
                $"The folder {path} cannot be made: {exception.Message} Name another with --data, or give this one to the user that runs the "
                + "program.",
                exception);
        }
    }

    /// <summary>The log's keys: from the environment, from the file, or new ones in the file.</summary>
    /// <param name="name">The log's name where a key is made: a URL without its scheme is usual; something random when null.</param>
    /// <exception cref="RecordStoreException">They cannot be read or made.</exception>
    public LogKeys Keys(string? name = null)
    {
        try
        {
            if (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } given)
            {
                return LogKeys.Parse(given);
            }

            if (File.Exists(KeyFile))
            {
                return LogKeys.Read(KeyFile);
            }

            return File.Exists(System.IO.Path.Combine(Log, LogSource.CheckpointPath))
                ? throw new FormatException(
                    "it is missing, and the log is signed with it already. Put the key back, from the copy that you keep elsewhere.")
                : LogKeys.Create(KeyFile, name ?? $"comity.invalid/{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new RecordStoreException(RecordStoreProblem.CannotOpen,
                $"The log's key cannot be used ({KeyVariable}, or {KeyFile}): {exception.Message}", exception);
        }
    }

    /// <summary>Puts the public keys where auditors are told to look.</summary>
    /// <exception cref="RecordStoreException">They cannot be written.</exception>
    internal void WritePublicKeys(LogTrust trust)
    {
        try
        {
            var written = string.Concat(trust.Keys.Select(key => $"{key}\n"));
            if (!File.Exists(PublicKeyFile) || File.ReadAllText(PublicKeyFile) != written)
            {
                File.WriteAllText($"{PublicKeyFile}.new", written);
                File.Move($"{PublicKeyFile}.new", PublicKeyFile, overwrite: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RecordStoreException(
                RecordStoreProblem.CannotOpen, $"{PublicKeyFile} cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>The witnesses that are asked to sign checkpoints: the lines of the file <c>witnesses</c>.</summary>
    /// <exception cref="RecordStoreException">A line is not a witness.</exception>
    public IReadOnlyList<Witness> Witnesses()
    {
        try
        {
            return File.Exists(In("witnesses")) ? [.. File.ReadLines(In("witnesses")).Where(line => line.Length > 0).Select(Witness.Parse)] : [];
        }
        catch (FormatException exception)
        {
            throw new RecordStoreException(RecordStoreProblem.CannotOpen, $"{In("witnesses")}: {exception.Message}", exception);
        }
    }

    /// <summary>How long records are kept: the file <c>retention.json</c>; for ever where there is none.</summary>
    /// <exception cref="RecordStoreException">The file cannot be understood.</exception>
    public RetentionPolicy Retention()
    {
        try
        {
            return File.Exists(In("retention.json")) ? RetentionPolicy.Parse(File.ReadAllText(In("retention.json"))) : RetentionPolicy.Forever;
        }
        catch (FormatException exception)
        {
            throw new RecordStoreException(RecordStoreProblem.CannotOpen, $"{In("retention.json")}: {exception.Message}", exception);
        }
    }

    private string In(string name) => System.IO.Path.Combine(path, name);
}
