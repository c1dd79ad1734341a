using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Operation;

/// <summary>Where the server listens, by which names it may be called, and which proxies it believes.</summary>
internal static class Listening
{
    /// <summary>How many bytes the body of a request has at most, where its address takes no files.</summary>
    public const int MaximumBody = 256 * 1024;

    public static void Listen(this WebApplicationBuilder builder, ServerOptions options)
    {
        var configuration = options.Configuration;
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumBody;
            foreach (var address in configuration.Listen.Select(text => ListenAddress.Read(text)!).DefaultIfEmpty(new ListenAddress(options.Port == 0 ? IPAddress.Loopback : null, options.Port, false)))
            {
                if (address.Address is null)
                {
                    kestrel.ListenLocalhost(address.Port, Secure);
                }
                else
                {
                    kestrel.Listen(address.Address, address.Port, Secure);
                }

                void Secure(ListenOptions listen)
                {
                    if (address.Secure)
                    {
                        listen.UseHttps(X509Certificate2.CreateFromPemFile(configuration.Certificate!.File, configuration.Certificate.Key));
                    }
                }
            }
        });

        // Another site's name that is made to lead here would let that site read the answers.
        builder.Services.Configure<HostFilteringOptions>(filter => filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]", .. configuration.Hosts]);
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = configuration.Proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.AllowedHosts = [.. configuration.Hosts];
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in configuration.Proxies)
            {
                forwarded.KnownIPNetworks.Add(IPAddress.TryParse(proxy, out var one) ? new System.Net.IPNetwork(one, one.GetAddressBytes().Length * 8) : System.Net.IPNetwork.Parse(proxy));
            }
        });
    }
}
