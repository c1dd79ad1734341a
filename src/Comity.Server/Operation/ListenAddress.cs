using System.Net;

namespace Comity.Server.Operation;

/// <summary>An address to listen on.</summary>
/// <param name="Address">The address; null for both loopback addresses.</param>
/// <param name="Port">The port.</param>
/// <param name="Secure">Whether it speaks TLS.</param>
internal sealed record ListenAddress(IPAddress? Address, int Port, bool Secure)
{
    /// <summary>Whether only this machine reaches it.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    /// <summary>Reads <c>http://localhost:5170</c> and the like; null for what is none.</summary>
    public static ListenAddress? Read(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/")
        {
            return null;
        }

        if (uri.Host == "localhost")
        {
            return new ListenAddress(null, uri.Port, uri.Scheme == "https");
        }

        return IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) ? new ListenAddress(address, uri.Port, uri.Scheme == "https") : null;
    }
}
