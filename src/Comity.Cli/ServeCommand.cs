using System.CommandLine;
using System.Globalization;
using Comity.Policy.Determinations;
using Comity.Records;
using Comity.Server;
using Comity.Server.Operation;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Comity.Cli;

/// <summary><c>comity serve</c>: the web application on the loopback address.</summary>
internal static class ServeCommand
{
    /// <summary>The command's name.</summary>
    public const string Name = "serve";

    public static Command Create()
    {
        var folder = new Argument<string?>("PACK") { Arity = ArgumentArity.ZeroOrOne, Description = "The folder of the policy pack; policies/new-york when it is not given." };
        var port = new Option<int>("--port") { Description = "The port; 0 takes any that is free.", DefaultValueFactory = _ => 5170 };
        var data = new Option<string?>("--data") { Description = "The folder of the records, their log and its key; one of your own when it is not given." };
        var database = RecordsInput.Database();
        var config = new Option<string?>("--config") { Description = "A JSON file of settings for an agency's server; docs/operations.md explains them." };
        port.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var written }] && int.TryParse(written, out var number) && number is < 0 or > 65535)
            {
                result.AddError($"--port takes a number from 0 to 65535, not {number}.");
            }
        });
        var command = new Command(
            Name, "Start the web application, on this machine alone unless a configuration says otherwise. Stop it with Ctrl+C.")
        {
            folder, port, data, database, config, Urls(),
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(folder) ?? DefaultPack(), parsed.GetValue(port), parsed.GetValue(data) ?? RecordsInput.DefaultFolder(), RecordsInput.Database(parsed.GetValue(database)), parsed.GetValue(config), cancellation));
        return command;
    }

    // Other .NET servers take it; who tries it here is told the right word.
    private static Option<string?> Urls()
    {
        var urls = new Option<string?>("--urls") { Hidden = true };
        urls.Validators.Add(result =>
            result.AddError("There is no --urls. Choose the port with --port, or addresses with 'listen' in the file of --config."));
        return urls;
    }

    private static async Task<int> RunAsync(string folder, int port, string data, string? database, string? config, CancellationToken cancellation)
    {
        var (configuration, problems) = ServerConfiguration.Read(config);
        if (configuration is null)
        {
            return PackInput.Bad(problems);
        }

        if (PackInput.Load(folder) is not { } decider)
        {
            return ExitCode.BadInput;
        }

        if (decider.Flaws.Count > 0)
        {
            PackInput.Print(decider.Flaws, folder);
            return PackInput.Bad($"A policy that contradicts itself is not served. 'comity check {folder}' says in which situations.");
        }

        try
        {
            var kept = new DataFolder(data);
            await using var records = await RecordStore.OpenAsync(new RecordStoreOptions(kept) { Postgres = database }, cancellation);
            var keys = configuration.Keys ?? Path.Combine(Path.GetFullPath(data), "keys");
            var options = new ServerOptions(decider, folder, records, kept, database, keys, configuration, port);
            if (ComityServer.ListeningObstacle(options) is { } obstacle)
            {
                return PackInput.Bad(obstacle);
            }

            await using var application = await ComityServer.BuildAsync(options, cancellation);
            if (ComityServer.SettingProblems(application) is { Count: > 0 } unfit)
            {
                return PackInput.Bad(unfit);
            }

            await application.StartAsync(cancellation);
            var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            if (await ComityServer.SetupPathAsync(application) is { } setup)
            {
                Say(configuration.Log, "Nobody looks after this server yet. Open this link on this machine within an hour; it works once:");
                // Every address of this machine is none that a browser can open.
                var local = address.Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
                    .Replace("//[::]", "//localhost", StringComparison.Ordinal);
                Say(configuration.Log, $"  {local}{configuration.PathBase}{setup}");
            }

            Say(configuration.Log, $"Comity serves {decider.Pack.Manifest.Id} {decider.Pack.Manifest.Version} at {address}");
            Say(configuration.Log, $"Records are kept in {Path.GetFullPath(data)}. Stop with Ctrl+C.");
            await application.WaitForShutdownAsync(cancellation);
            return ExitCode.Done;
        }
        catch (RecordStoreException exception)
        {
            return PackInput.Bad(exception.Message);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            return PackInput.Bad($"{exception.Message} Choose another port with --port.");
        }
    }

    // What is said at every level of the log, in the log's own form.
    private static void Say(LogSettings log, string message) => Console.WriteLine(log.Format == LogSettings.Json
        ? DeterminationJson.Text(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("Timestamp", DateTime.UtcNow.ToString(LogSettings.JsonTimestamp, CultureInfo.InvariantCulture));
            writer.WriteString("LogLevel", "Information");
            writer.WriteString("Category", "Comity");
            writer.WriteString("Message", message.Trim());
            writer.WriteEndObject();
        })
        : message);

    // Beside the person, or in the folder that the program was built in.
    private static string DefaultPack()
    {
        const string Name = "policies/new-york";
        for (var folder = AppContext.BaseDirectory; folder is not null && !Directory.Exists(Name); folder = Path.GetDirectoryName(folder))
        {
            if (Directory.Exists(Path.Combine(folder, Name)))
            {
                return Path.Combine(folder, Name);
            }
        }

        return Name;
    }
}
