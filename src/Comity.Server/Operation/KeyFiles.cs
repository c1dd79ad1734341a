using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Comity.Server.Operation;

/// <summary>The keys that protect cookies and forms, in files that only the program's own user can read.</summary>
internal sealed class KeyFiles : FileSystemXmlRepository
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private KeyFiles(DirectoryInfo folder)
        : base(folder, NullLoggerFactory.Instance)
    {
    }

    /// <summary>Keeps keys in a folder, which is made if need be.</summary>
    public static void Use(IServiceCollection services, string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(folder);
        }
        else
        {
            System.IO.Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }

        services.AddDataProtection().SetApplicationName("comity");
        services.Configure<KeyManagementOptions>(options => options.XmlRepository = new KeyFiles(new DirectoryInfo(folder)));
    }

    /// <inheritdoc/>
    public override void StoreElement(XElement element, string friendlyName)
    {
        base.StoreElement(element, friendlyName);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.EnumerateFiles("*.xml"))
            {
                file.UnixFileMode = OwnerOnly;
            }
        }
    }
}
