using System.Diagnostics;

namespace Comity.Server.Tests.Processes;

/// <summary>nginx in front of several servers, which take turns.</summary>
internal sealed class Nginx : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("comity-nginx-");
    private readonly Process _process;

    public Nginx(IEnumerable<int> ports)
    {
        var port = ServerProcess.FreePort();
        Address = new Uri($"http://localhost:{port}");
        File.WriteAllText(Path.Combine(_folder.FullName, "nginx.conf"), $$"""
            daemon off;
            worker_processes 1;
            pid {{_folder.FullName}}/pid;
            error_log {{_folder.FullName}}/error.log;
            events { worker_connections 512; }
            http {
                access_log off;
                client_body_temp_path {{_folder.FullName}}/body;
                proxy_temp_path {{_folder.FullName}}/proxy;
                fastcgi_temp_path {{_folder.FullName}}/fastcgi;
                uwsgi_temp_path {{_folder.FullName}}/uwsgi;
                scgi_temp_path {{_folder.FullName}}/scgi;
                upstream comity { {{string.Concat(ports.Select(server => $"server 127.0.0.1:{server} max_fails=1 fail_timeout=2s; "))}} keepalive 16; }
                server {
                    listen 127.0.0.1:{{port}};
                    location / {
                        proxy_pass http://comity;
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_set_header Host $http_host;
                        proxy_set_header X-Forwarded-For $remote_addr;
                        proxy_set_header X-Forwarded-Proto $scheme;
                    }
                }
            }
            """);
        _process = Process.Start(new ProcessStartInfo(Program, ["-p", _folder.FullName, "-c", "nginx.conf"]) { RedirectStandardError = true })!;
    }

    /// <summary>The program.</summary>
    public static string Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("No nginx on this machine. './test' installs it.");

    public Uri Address { get; }

    public void Dispose()
    {
        // Its children end with it; they would not where it is killed.
        ServerProcess.Terminate(_process);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
