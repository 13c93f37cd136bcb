using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace R1Sharp.Tests.Library;

/// <summary>What a program sees of an assembly, as text: one type after the other, a line for each member.</summary>
static class PublicApi
{
    const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    static readonly Dictionary<Type, string> s_words = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    /// <summary>The public surface of some types.</summary>
    public static string Of(IEnumerable<Type> types)
    {
        var text = new StringBuilder();
        foreach (var type in types.Where(IsSeen).OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Head(type)).Append('\n');
            foreach (string member in Members(type).Distinct().Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
        }
        return text.ToString();
    }

    static bool IsSeen(Type type) => type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsSeen(type.DeclaringType!));

    static bool IsSeen(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    static string Head(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
            return $"delegate {Signature(type.GetMethod("Invoke")!, type.Namespace + "." + Name(type))}";
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
            : type.IsAbstract && type.IsSealed ? "static class" : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        var bases = new List<string>();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
            bases.Add(Name(parent));
        bases.AddRange(type.GetInterfaces().Where(i => i.IsVisible && !i.Name.StartsWith("IEquatable", StringComparison.Ordinal) && !type.IsEnum
            && type.BaseType?.GetInterfaces().Contains(i) != true).Select(i => Name(i)).Order(StringComparer.Ordinal));
        return $"{kind} {type.Namespace}.{Name(type)}{(bases.Count == 0 ? "" : " : " + string.Join(", ", bases))}";
    }

    static IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
            yield break;
        foreach (var field in type.GetFields(Own).Where(f => (f.IsPublic || f.IsFamily) && !f.IsSpecialName))
            yield return type.IsEnum ? $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), null)}"
                : $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}";
        foreach (var constructor in type.GetConstructors(Own).Where(IsSeen))
            yield return $"{Access(constructor)}new({Parameters(constructor)})";
        foreach (var property in type.GetProperties(Own).Where(p => IsSeen(p.GetMethod) || IsSeen(p.SetMethod)))
            yield return Property(property);
        foreach (var method in type.GetMethods(Own).Where(m => IsSeen(m) && !IsMadeByTheCompiler(m)))
            yield return Access(method) + (method.IsAbstract && !type.IsInterface ? "abstract " : method.IsStatic ? "static " : IsOverride(method) ? "override "
                : method.IsVirtual && !method.IsFinal && !type.IsInterface ? "virtual " : "") + Signature(method, method.Name);
    }

    static bool IsOverride(MethodInfo method) => method.GetBaseDefinition() != method;

    // Members of records and properties.
    static bool IsMadeByTheCompiler(MethodInfo method) =>
        (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal)) || method.IsDefined(typeof(CompilerGeneratedAttribute)) || method.Name == "<Clone>$";

    static string Property(PropertyInfo property)
    {
        var one = property.GetMethod ?? property.SetMethod!;
        bool isInit = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string index = property.GetIndexParameters() is { Length: > 0 } ? $"this[{Parameters(property.GetMethod!)}]" : property.Name;
        string written = !IsSeen(property.SetMethod) ? "" : isInit ? " init;" : " set;";
        return $"{Access(one)}{(property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "")}{(one.IsStatic ? "static " : one.IsAbstract && !property.DeclaringType!.IsInterface ? "abstract " : "")}"
            + $"{Name(property.PropertyType, Nullability(property))} {index} {{{(IsSeen(property.GetMethod) ? " get;" : "")}{written} }}";
    }

    static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    static string Signature(MethodInfo method, string name) =>
        $"{Name(method.ReturnType, new NullabilityInfoContext().Create(method.ReturnParameter))} {name}{Generic(method)}({Parameters(method)})";

    static string Generic(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        (p.IsOut ? "out " : p.ParameterType.IsByRef ? p.IsIn ? "in " : "ref " : p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
        + $"{Name(p.ParameterType, new NullabilityInfoContext().Create(p))} {p.Name}{(p.HasDefaultValue ? " = " + Default(p) : "")}"));

    static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool value => value ? "true" : "false",
        var value when parameter.ParameterType.IsEnum => $"{parameter.ParameterType.Name}.{Enum.GetName(parameter.ParameterType, value)}",
        var value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    static NullabilityInfo Nullability(PropertyInfo property) => new NullabilityInfoContext().Create(property);

    static string Name(Type type, NullabilityInfo? nullability = null)
    {
        if (type.IsByRef)
            return Name(type.GetElementType()!, nullability?.ElementType);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        string mark = nullability is { ReadState: NullabilityState.Nullable } or { ReadState: NullabilityState.Unknown, WriteState: NullabilityState.Nullable } && !type.IsValueType ? "?" : "";
        if (type.IsArray)
            return Name(type.GetElementType()!, nullability?.ElementType) + "[]" + mark;
        if (type.IsPointer)
            return Name(type.GetElementType()!) + "*";
        if (s_words.TryGetValue(type, out string? word))
            return word + mark;
        string own = type.IsGenericParameter ? type.Name : (type.IsNested ? Name(type.DeclaringType!) + "." : "") + type.Name.Split('`')[0];
        var arguments = type.GetGenericArguments();
        return own + (arguments.Length == 0 ? "" : $"<{string.Join(", ", arguments.Select((a, i) => Name(a, nullability?.GenericTypeArguments.ElementAtOrDefault(i))))}>") + mark;
    }
}
