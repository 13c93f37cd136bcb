#:package DuckDB.NET.Data.Full@1.5.6.1
#:property ManagePackageVersionsCentrally=false
#:property TreatWarningsAsErrors=false
#:property PublishAot=false
// Reads a file of rows with DuckDB: every column of every row into .NET, as r1 bench data does, and within DuckDB. dotnet run bench/peers/duckdb.cs FILE [THREADS]

using System.Diagnostics;
using System.Globalization;
using DuckDB.NET.Data;

string file = args[0], threads = args.Length > 1 ? args[1] : "1";
using var connection = new DuckDBConnection("DataSource=:memory:");
connection.Open();
Run($"SET threads={threads}");
long begin = Stopwatch.GetTimestamp();
Run($"SELECT sum(hash(COLUMNS(*))) FROM '{file}'");
double scan = Stopwatch.GetElapsedTime(begin).TotalSeconds;
begin = Stopwatch.GetTimestamp();
long values = Run($"SELECT * FROM '{file}'");
double asValues = Stopwatch.GetElapsedTime(begin).TotalSeconds;
using var process = Process.GetCurrentProcess();
double cpu = process.TotalProcessorTime.TotalSeconds;
begin = Stopwatch.GetTimestamp();
long rows = Run($"SELECT to_json(t)::VARCHAR FROM '{file}' t");
double asJson = Stopwatch.GetElapsedTime(begin).TotalSeconds;
process.Refresh();
cpu = process.TotalProcessorTime.TotalSeconds - cpu;
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"duckdb: {rows:N0} rows; as JSON to .NET {rows / asJson:N0} rows/s ({cpu:0.0} s of the processor), as values to .NET {values / asValues:N0} rows/s, within DuckDB {rows / scan:N0} rows/s; {threads} threads; at most {process.PeakWorkingSet64 / 1e6:N0} MB of memory"));

long Run(string query)
{
    using var command = connection.CreateCommand();
    command.UseStreamingMode = true;
    command.CommandText = query;
    using var reader = command.ExecuteReader();
    long count = 0;
    for (; reader.Read(); count++)
        for (int i = 0; i < reader.FieldCount; i++)
            reader.GetValue(i);
    return count;
}
