using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Comity.Server.Operation;

/// <summary>Where the server listens, by which names it may be called, and which proxies it believes.</summary>
internal static class Listening
{
    /// <summary>How many bytes the body of a request has at most, where its address takes no files.</summary>
    public const int MaximumBody = 256 * 1024;

    /// <summary>Refuses requests that name no host (RFC 9112 §3.2): pages cannot be written without one. Machines that watch may leave it out, as those that speak HTTP/1.0 do.</summary>
    public static Task RequireHostAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Host.HasValue || Readiness.IsProbe(context.Request.Path))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync("This request has no Host header. Send one.", context.RequestAborted);
    }

    /// <summary>Why one of the addresses cannot be listened on, in a sentence; null where all can. Asked before anything is started, so that the sentence comes first.</summary>
    public static string? Obstacle(ServerOptions options)
    {
        foreach (var address in Addresses(options).Where(address => address.Port > 0))
        {
            foreach (var one in address.Address is { } given ? [given] : new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
            {
                try
                {
                    using var socket = new Socket(one.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                    socket.Bind(new IPEndPoint(one, address.Port));
                }
                catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
                {
                    return $"Another program listens on port {address.Port} already. Stop it, or choose another port with --port, or with 'listen' in the configuration.";
                }
                catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AccessDenied)
                {
                    return $"This program may not listen on port {address.Port}. Choose one above 1023, or let the system allow it.";
                }
                catch (SocketException exception) when (address.Address is not null)
                {
                    return $"This machine cannot listen on {address.Address}, port {address.Port}: {exception.Message}.";
                }
                catch (SocketException)
                {
                    // One kind of loopback address is enough.
                }
            }
        }

        return null;
    }

    public static void Listen(this WebApplicationBuilder builder, ServerOptions options)
    {
        var configuration = options.Configuration;
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaximumBody;
            foreach (var address in Addresses(options))
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

    private static IEnumerable<ListenAddress> Addresses(ServerOptions options) => options.Configuration.Listen.Select(text => ListenAddress.Read(text)!)
        .DefaultIfEmpty(new ListenAddress(options.Port == 0 ? IPAddress.Loopback : null, options.Port, false));
}
