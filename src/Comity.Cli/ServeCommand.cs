using System.CommandLine;
using Comity.Records;
using Comity.Server;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Comity.Cli;

/// <summary><c>comity serve</c>: the web application on the loopback address.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var folder = new Argument<string?>("PACK") { Arity = ArgumentArity.ZeroOrOne, Description = "The folder of the policy pack; policies/new-york when it is not given." };
        var port = new Option<int>("--port") { Description = "The port; 0 takes any that is free.", DefaultValueFactory = _ => 5170 };
        var data = new Option<string?>("--data") { Description = "The SQLite file that keeps the records; one in your own data folder when it is not given." };
        var command = new Command("serve", "Start the web application on this machine. Stop it with Ctrl+C.") { folder, port, data };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(folder) ?? DefaultPack(), parsed.GetValue(port), parsed.GetValue(data) ?? DefaultData(), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string folder, int port, string data, CancellationToken cancellation)
    {
        if (PackInput.Load(folder) is not { } decider)
        {
            return ExitCode.BadInput;
        }

        try
        {
            using var records = RecordStore.Open(data);
            await using var application = ComityServer.Build(new ServerOptions(decider, records, port));
            await application.StartAsync(cancellation);
            var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
            Console.WriteLine($"Comity serves {decider.Pack.Manifest.Id} {decider.Pack.Manifest.Version} at {address}");
            Console.WriteLine($"Records are kept in {Path.GetFullPath(data)}. Stop with Ctrl+C.");
            await application.WaitForShutdownAsync(cancellation);
            return ExitCode.Done;
        }
        catch (RecordStoreException exception)
        {
            return PackInput.Bad(exception.Message);
        }
        catch (IOException exception)
        {
            return PackInput.Bad($"{exception.Message} Choose another port with --port.");
        }
    }

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

    private static string DefaultData() =>
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "comity", "records.db");
}
